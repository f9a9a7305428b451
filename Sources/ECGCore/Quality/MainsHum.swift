#if canImport(Glibc)
  import Glibc
#endif

/// Takes the mains' sine out of leads: its size and phase are read where a lead is calm, second by second, and it is subtracted everywhere
/// (after the subtraction procedure of Levkov, Med. Biol. Eng. Comput. 22:63, 1984), so that QRS keeps its shape. What turns is worked out once for all leads.
package struct MainsHum: Sendable {
  /// A smaller sine is left alone.
  var minimumMicrovolts: Float = 8
  /// Samples further from the mean of one mains period than this many times the median are QRS and say nothing of hum.
  var calmRatio: Float = 3
  /// A lead calmer than this above 40 Hz holds no hum worth looking for.
  var minimumNoiseMicrovolts = 6.0
  /// What is worked out together holds no more samples than this (but a lead at least), so that long recordings take no more memory than one lead does.
  private static let samplesTogether = 1_000_000
  package init() {}

  /// The leads without hum; the very same samples where there is none.
  ///
  /// - Parameters:
  ///   - leads: of one length.
  ///   - noiseMicrovolts: of each lead, as in `LeadQuality`; where it is not known hum is looked for.
  package func removed(from leads: [[Float]], rateHertz: Double, noiseMicrovolts: [Double?]) -> [[Float]] {
    let noisy = zip(leads.indices, noiseMicrovolts).filter { index, noise in
      (noise ?? .infinity) >= minimumNoiseMicrovolts && Double(leads[index].count) >= rateHertz
    }.map(\.0)
    guard !noisy.isEmpty else { return leads }
    let tones = firstTones(noisy.map { leads[$0] }, rateHertz: rateHertz)
    var result = leads
    for (place, frequency) in MainsTones.frequenciesHertz.enumerated() where frequency < 0.45 * rateHertz {
      let humming = noisy.indices.filter { tones[$0][place] >= minimumMicrovolts }.map { noisy[$0] }
      let together = max(1, Self.samplesTogether / leads[noisy[0]].count)
      for first in stride(from: 0, to: humming.count, by: together) {
        remove(frequency, from: &result, Array(humming[first..<min(humming.count, first + together)]), rateHertz: rateHertz)
      }
    }
    return result
  }

  /// Each lead's sines of 50 and 60 Hz over the first four seconds.
  private func firstTones(_ leads: [[Float]], rateHertz: Double) -> [SIMD2<Float>] {
    let tones = MainsTones(rateHertz: rateHertz)
    return stride(from: 0, to: leads.count, by: 4).flatMap { first -> [SIMD2<Float>] in
      let count = min(leads[first].count, Int(4 * rateHertz))
      // Lanes to spare repeat the first lead.
      let sizes = withFour((0..<4).map { leads[first + $0 < leads.count ? first + $0 : first] }) { one, two, three, four in
        tones.amplitudes(count: count) { SIMD4(one[$0], two[$0], three[$0], four[$0]) }
      }
      return (0..<min(4, leads.count - first)).map { SIMD2(sizes[$0], sizes[4 + $0]) }
    }
  }

  @inline(__always)
  private func withFour<Result>(
    _ leads: [[Float]],
    _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    leads[0].withUnsafeBufferPointer { one in
      leads[1].withUnsafeBufferPointer { two in
        leads[2].withUnsafeBufferPointer { three in leads[3].withUnsafeBufferPointer { four in body(one, two, three, four) } }
      }
    }
  }

  private func remove(_ frequency: Double, from leads: inout [[Float]], _ humming: [Int], rateHertz: Double) {
    let period = rateHertz / frequency
    let half = max(1, Int((period / 2).rounded()))
    let width = Double(2 * half + 1)
    // What the high band leaves of the mains' sine.
    let gain = Float(1 - sin(.pi * width / period) / (width * sin(.pi / period)))
    guard gain > 0.2 else { return }
    let bands = humming.map { Self.highBand(leads[$0], half: half) }
    let fits = fit(bands, step: 2 * .pi * frequency / rateHertz, gain: gain, rateHertz: rateHertz)
    let found = fits.indices.filter { median(fits[$0].map { ($0 * $0).sum().squareRoot() }) >= minimumMicrovolts }
    subtract(found.map { (lead: humming[$0], sines: fits[$0]) }, from: &leads, frequency: frequency, rateHertz: rateHertz)
  }

  /// Each sample less the mean of a mains period around it.
  private static func highBand(_ samples: [Float], half: Int) -> [Float] {
    var band = smoothed(samples, halfWidth: half)
    band.withUnsafeMutableBufferPointer { band in
      samples.withUnsafeBufferPointer { samples in
        for index in band.indices { band[index] = samples[index] - band[index] }
      }
    }
    return band
  }

  /// Cosine and sine parts of each second, band by band.
  private func fit(_ bands: [[Float]], step: Double, gain: Float, rateHertz: Double) -> [[SIMD2<Float>]] {
    let limits = bands.map { band in calmRatio * median(stride(from: 0, to: band.count, by: 7).map { abs(band[$0]) }) }
    let samples = bands[0].count
    let count = max(1, Int(Double(samples) / rateHertz))
    var sines = [[SIMD2<Float>]](repeating: [], count: bands.count)
    for second in 0..<count {
      let from = Int(Double(second) * rateHertz)
      let to = second + 1 == count ? samples : Int(Double(second + 1) * rateHertz)
      let turns = Turns(from..<to, step: step)
      for lead in bands.indices { sines[lead].append(turns.sine(of: bands[lead], limit: limits[lead]) / gain) }
    }
    return sines
  }

  /// Between the middles of two seconds the sine goes over from one to the other.
  private func subtract(_ fits: [(lead: Int, sines: [SIMD2<Float>])], from leads: inout [[Float]], frequency: Double, rateHertz: Double) {
    guard let first = fits.first else { return }
    let count = leads[first.lead].count
    let last = first.sines.count - 1
    for start in stride(from: 0, to: count, by: Turns.anchoredSamples) {
      let turns = Turns(start..<min(count, start + Turns.anchoredSamples), step: 2 * .pi * frequency / rateHertz)
      let places = turns.samples.map { max(0, min(Float(last), Float(Double($0) / rateHertz) - 0.5)) }
      // As long as it is the same two seconds that are mixed.
      let cuts = [0] + places.indices.dropFirst().filter { Int(places[$0]) != Int(places[$0 - 1]) } + [places.count]
      for (lead, sines) in fits {
        for run in zip(cuts, cuts.dropFirst()).map({ $0..<$1 }) {
          let second = Int(places[run.lowerBound])
          let change = sines[min(last, second + 1)] - sines[second]
          turns.subtract(sines[second], changingBy: change, at: places, from: Float(second), run, of: &leads[lead])
        }
      }
    }
  }
}

/// Cosine and sine of an angle that grows by the same step over a run of samples, turned anew from the angle itself at its start and every 256 samples of
/// the recording, so that rounding does not grow.
private struct Turns {
  static let anchoredSamples = 256
  let samples: Range<Int>
  let cosines: [Float]
  let sines: [Float]

  init(_ samples: Range<Int>, step: Double) {
    self.samples = samples
    let turn = SIMD2(Float(cos(step)), Float(sin(step)))
    var value = SIMD2<Float>()
    var sines = [Float](repeating: 0, count: samples.count)
    cosines = [Float](unsafeUninitializedCapacity: samples.count) { cosines, initialized in
      sines.withUnsafeMutableBufferPointer { sines in
        for (offset, index) in samples.enumerated() {
          if offset == 0 || index % Self.anchoredSamples == 0 {
            value = SIMD2(Float(cos(Double(index) * step)), Float(sin(Double(index) * step)))
          } else {
            value = SIMD2(value.x * turn.x - value.y * turn.y, value.x * turn.y + value.y * turn.x)
          }
          cosines[offset] = value.x
          sines[offset] = value.y
        }
      }
      initialized = samples.count
    }
    self.sines = sines
  }

  /// Takes a sine out of a run of these samples: its parts change by `change` from place `first` to the next.
  ///
  /// - Parameters:
  ///   - places: of each of these samples.
  ///   - lead: the whole lead.
  func subtract(
    _ parts: SIMD2<Float>, changingBy change: SIMD2<Float>, at places: [Float], from first: Float, _ run: Range<Int>, of lead: inout [Float]
  ) {
    lead.withUnsafeMutableBufferPointer { lead in
      let values = UnsafeMutableBufferPointer(rebasing: lead[samples])
      for index in run {
        let share = places[index] - first
        values[index] -= (parts.x + change.x * share) * cosines[index] + (parts.y + change.y * share) * sines[index]
      }
    }
  }

  /// The sine in these samples of a band, by least squares over the calm ones; zero where hardly any is calm.
  func sine(of band: [Float], limit: Float) -> SIMD2<Float> {
    var squares = SIMD4<Float>.zero
    var products = SIMD2<Float>.zero
    var calm = 0
    band[samples].withUnsafeBufferPointer { band in
      for (index, value) in band.enumerated() where abs(value) <= limit {
        let (cosine, sine) = (cosines[index], sines[index])
        squares += SIMD4(cosine * cosine, cosine * sine, sine * sine, 0)
        products += SIMD2(cosine, sine) * value
        calm += 1
      }
    }
    let determinant = squares.x * squares.z - squares.y * squares.y
    guard calm > samples.count / 4, determinant > 1 else { return SIMD2() }
    return SIMD2(squares.z * products.x - squares.y * products.y, squares.x * products.y - squares.y * products.x) / determinant
  }
}
