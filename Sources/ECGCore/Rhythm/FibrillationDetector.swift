/// Ventricular fibrillation, flutter and rapid polymorphic tachycardia: no QRS, no rest between waves, nearly a sine.
///
/// Per window of four seconds: the leakage of the vibration filter (Kuo & Dillman 1978, Comput. Cardiol.) says how much is left when the
/// signal is added to itself half a period later; the share of samples near the middle says whether there is rest between complexes
/// (Arafat et al. 2011, TCSC); the mean frequency must be the heart's, not hum's or breath's.
package struct FibrillationDetector: Sendable {
  package struct Settings: Sendable, Equatable {
    package var windowSeconds = 4.0
    package var hopSeconds = 1.0
    package var maximumLeakage: Float = 0.5
    /// Somewhere in a span the leakage must fall this low: noise of the same band seldom does (1 % of 4 s windows of 2–8 Hz noise), fibrillation does.
    package var seedLeakage: Float = 0.36
    package var maximumRestShare: Float = 0.35
    package var frequencyHertz: ClosedRange<Float> = 2.2...9
    /// Smallest 5th-to-95th percentile span: fine fibrillation is 0.2 mV.
    package var minimumSpanMicrovolts: Float = 200
    /// Least share of readable leads that must agree.
    package var leadShare = 0.6
    /// Consecutive seconds needed.
    package var minimumSeconds = 4.0
    package init() {}
  }

  /// Where the leakage is too large the share of rest and the span are not measured (1 and 0).
  package struct WindowFeatures: Sendable {
    package var leakage: Float
    package var restShare: Float
    package var frequencyHertz: Float
    package var spanMicrovolts: Float
    /// Share of the signal's slope energy that lies above about 25 Hz.
    package var roughness: Float
  }

  package let settings: Settings
  package init(settings: Settings = Settings()) { self.settings = settings }

  /// Spans of fibrillation, seconds from the start, merged.
  package func detect(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double) -> [ClosedRange<Double>] {
    let features = leads.map { windows($0, samplingRateHertz: samplingRateHertz) }
    guard let count = features.map(\.count).min(), count > 0 else { return [] }
    return spans((0..<count).map { window in vote(features.map { $0[window] }) }, leadCount: features.count)
  }

  /// How many leads fibrillate in a window, and how many of them so clearly that noise would not.
  struct Vote: Sendable, Equatable {
    var leads: UInt8
    var seeds: UInt8
  }

  func vote(_ windows: [WindowFeatures]) -> Vote {
    let votes = windows.filter(isFibrillation)
    return Vote(leads: UInt8(clamping: votes.count), seeds: UInt8(clamping: votes.filter { $0.leakage <= settings.seedLeakage }.count))
  }

  func spans(_ votes: [Vote], leadCount: Int) -> [ClosedRange<Double>] {
    let needed = settings.leadShare * Double(leadCount)
    var spans: [(span: ClosedRange<Double>, isSeeded: Bool)] = []
    for (window, vote) in votes.enumerated() where Double(vote.leads) >= needed {
      let isSeed = Double(vote.seeds) >= needed
      let start = Double(window) * settings.hopSeconds
      let end = start + settings.windowSeconds
      if let last = spans.last, start <= last.span.upperBound {
        spans[spans.count - 1] = (last.span.lowerBound...end, last.isSeeded || isSeed)
      } else {
        spans.append((start...end, isSeed))
      }
    }
    return spans.filter { $0.isSeeded && $0.span.upperBound - $0.span.lowerBound >= settings.minimumSeconds }.map(\.span)
  }

  func isFibrillation(_ window: WindowFeatures) -> Bool {
    window.leakage <= settings.maximumLeakage && window.restShare <= settings.maximumRestShare
      && settings.frequencyHertz.contains(window.frequencyHertz) && window.spanMicrovolts >= settings.minimumSpanMicrovolts
      && window.roughness < 0.5
  }

  package func windows(_ samples: [Float], samplingRateHertz: Double) -> [WindowFeatures] {
    let decimation = Decimation(inputRateHertz: samplingRateHertz, workingRateHertz: Self.workingRateHertz)
    let rate = decimation.outputRateHertz
    let slow = decimation.apply(samples)
    let length = Int(settings.windowSeconds * rate)
    let hop = Int(settings.hopSeconds * rate)
    guard hop > 0, slow.count >= length else { return [] }
    return windows(slow: slow[...], rateHertz: rate, skipping: 0, count: (slow.count - length) / hop + 1)
  }

  static let workingRateHertz = 100.0

  /// `count` windows of a lead at the working rate, the first one `skipping` values after the start.
  func windows(slow: ArraySlice<Float>, rateHertz rate: Double, skipping: Int, count: Int) -> [WindowFeatures] {
    let slow = Array(slow)
    let trend = smoothed(slow, halfWidth: Int(0.5 * rate))
    let centred = zip(slow, trend).map { $0 - $1 }
    let smooth = smoothed(centred, halfWidth: max(1, Int((0.015 * rate).rounded())))
    let length = Int(settings.windowSeconds * rate)
    let hop = Int(settings.hopSeconds * rate)
    guard length > 0, hop > 0 else { return [] }
    return (0..<count).map { window in
      let start = skipping + window * hop
      return features(smooth[start..<(start + length)], raw: centred[start..<(start + length)], rate: Float(rate))
    }
  }

  private func features(_ values: ArraySlice<Float>, raw: ArraySlice<Float>, rate: Float) -> WindowFeatures {
    let (size, travel, fine) = sums(values, raw: raw)
    var result = WindowFeatures(leakage: 1, restShare: 1, frequencyHertz: 0, spanMicrovolts: 0, roughness: 1)
    guard travel > 0, size > 0 else { return result }
    result.leakage = leakage(values, halfPeriod: max(1, Int(Float.pi * size / travel + 0.5)))
    result.frequencyHertz = rate * travel / (2 * Float.pi * size)
    result.roughness = fine / size
    // Ordering the samples is dear, and nothing that leaks can be fibrillation.
    guard result.leakage <= settings.maximumLeakage else { return result }
    let sizes = values.map(abs)
    result.spanMicrovolts = values.ranked(values.count * 95 / 100) - values.ranked(values.count * 5 / 100)
    let reach = sizes[...].ranked(sizes.count * 95 / 100)
    result.restShare = Float(sizes.reduce(0) { $1 < 0.2 * reach ? $0 + 1 : $0 }) / Float(sizes.count)
    return result
  }

  /// Sums of the sizes of the values, of the steps from one to the next, and of what the smoothing took away; eight lanes of each, added up at the end.
  private func sums(_ values: ArraySlice<Float>, raw: ArraySlice<Float>) -> (size: Float, travel: Float, fine: Float) {
    values.withUnsafeBufferPointer { values in
      raw.withUnsafeBufferPointer { raw in
        var (size, travel, fine) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
        var place = 0
        while place + 9 <= values.count {
          let eight = values.eight(at: place)
          size += Self.absolute(eight)
          travel += Self.absolute(values.eight(at: place + 1) - eight)
          fine += Self.absolute(raw.eight(at: place) - eight)
          place += 8
        }
        var totals = (size.total, travel.total, fine.total)
        for index in place..<values.count {
          totals.0 += abs(values[index])
          if index + 1 < values.count { totals.1 += abs(values[index + 1] - values[index]) }
          totals.2 += abs(raw[index] - values[index])
        }
        return totals
      }
    }
  }

  private func leakage(_ values: ArraySlice<Float>, halfPeriod: Int) -> Float {
    values.withUnsafeBufferPointer { values in
      var left = SIMD8<Float>.zero
      var total = SIMD8<Float>.zero
      var place = halfPeriod
      while place + 8 <= values.count {
        let (here, before) = (values.eight(at: place), values.eight(at: place - halfPeriod))
        left += Self.absolute(here + before)
        total += Self.absolute(here) + Self.absolute(before)
        place += 8
      }
      var sums = (left: left.total, total: total.total)
      while place < values.count {
        sums.left += abs(values[place] + values[place - halfPeriod])
        sums.total += abs(values[place]) + abs(values[place - halfPeriod])
        place += 1
      }
      return sums.total > 0 ? sums.left / sums.total : 1
    }
  }

  @inline(__always)
  private static func absolute(_ values: SIMD8<Float>) -> SIMD8<Float> { values.replacing(with: -values, where: values .< SIMD8<Float>.zero) }
}
