#if canImport(Glibc)
  import Glibc
#endif

/// What one second of a lead is like; amplitudes in microvolts.
struct SecondSurvey: Sendable, Equatable {
  var sampleCount = 0
  var invalidCount = 0
  /// Samples in runs that stand still, and in runs on the lead's largest or smallest value.
  var flatCount = 0
  var railCount = 0
  /// Mean, lowest and highest valid sample.
  var mean: Float = 0
  var low = Float.infinity
  var high = -Float.infinity
  /// Root mean square above about 40 Hz, the median over pieces of 0.1 s, so that QRS complexes do not count.
  var noise: Float = 0
  /// Amplitude of the mains' sine, 50 or 60 Hz; zero where the noise leaves no room for one.
  var hum: Float = 0
  /// What the noise holds beside hum. The high band passes a mains sine with about 0.85 of its amplitude as root mean square.
  var muscle: Float { max(0, noise * noise - 0.7225 * hum * hum).squareRoot() }
}

/// One reading of a lead's samples for everything the quality rules ask.
struct LeadSurvey: Sendable {
  /// Whole seconds from the start; a rest of half a second or more counts as one.
  private(set) var seconds: [SecondSurvey] = []
  private(set) var invalidFraction = 0.0
  private(set) var flatFraction = 0.0
  private(set) var railFraction = 0.0
  /// Largest less smallest valid sample.
  private(set) var range: Float = 0
  /// Peak to peak of the means over 1 s within 10 s.
  private(set) var wander: Float = 0
  /// Median over pieces of 0.1 s of the root mean square above about 40 Hz.
  private(set) var noise: Float = 0
  /// The same of the whole signal about each piece's neighbourhood.
  private(set) var activity: Float = 0
  /// Share of the seconds in which the mains hum.
  private(set) var humFraction = 0.0

  init(_ samples: [Float], settings: QualitySettings, rateHertz: Double) {
    samples.withUnsafeBufferPointer { values in
      cutSeconds(values, rateHertz: rateHertz)
      countRuns(values, settings: settings, rateHertz: rateHertz)
      measureWander()
      measureNoise(values, rateHertz: rateHertz)
      measureHum(values, settings: settings, rateHertz: rateHertz)
    }
  }

  private func start(of second: Int, _ rateHertz: Double) -> Int { Int((Double(second) * rateHertz).rounded()) }

  private mutating func cutSeconds(_ values: UnsafeBufferPointer<Float>, rateHertz: Double) {
    let count = max(1, Int((Double(values.count) / rateHertz).rounded()))
    seconds = [SecondSurvey](repeating: SecondSurvey(), count: count)
    var low = Float.infinity
    var high = -Float.infinity
    var invalid = 0
    for index in 0..<count {
      let last = index + 1 == count ? values.count : min(values.count, start(of: index + 1, rateHertz))
      seconds[index] = Self.extremes(values, from: min(values.count, start(of: index, rateHertz)), to: last)
      low = min(low, seconds[index].low)
      high = max(high, seconds[index].high)
      invalid += seconds[index].invalidCount
    }
    invalidFraction = Double(invalid) / Double(max(1, values.count))
    if high >= low { range = high - low }
  }

  /// Lowest, highest and mean of the valid samples.
  private static func extremes(_ values: UnsafeBufferPointer<Float>, from: Int, to: Int) -> SecondSurvey {
    var second = SecondSurvey()
    second.sampleCount = max(0, to - from)
    var low = SIMD4<Float>(repeating: .infinity)
    var high = -low
    var sum = SIMD4<Float>()
    var valid = SIMD4<Int32>()
    let limit = SIMD4<Float>(repeating: Decimation.largestMicrovolts)
    var index = from
    while index + 4 <= to {
      let lanes = SIMD4(values[index], values[index + 1], values[index + 2], values[index + 3])
      // Not a number is neither below nor above.
      let isValid = (lanes .<= limit) .& (lanes .>= -limit)
      low = low.replacing(with: lanes, where: isValid .& (lanes .< low))
      high = high.replacing(with: lanes, where: isValid .& (lanes .> high))
      sum += SIMD4<Float>().replacing(with: lanes, where: isValid)
      valid &+= SIMD4<Int32>().replacing(with: 1, where: isValid)
      index += 4
    }
    second.low = low.min()
    second.high = high.max()
    var total = sum.sum()
    var count = Int(valid.wrappedSum())
    for value in values[index..<max(index, to)] where abs(value) <= Decimation.largestMicrovolts {
      second.low = min(second.low, value)
      second.high = max(second.high, value)
      total += value
      count += 1
    }
    second.invalidCount = second.sampleCount - count
    second.mean = count > 0 ? total / Float(count) : .nan
    return second
  }
}

extension LeadSurvey {
  /// Flat runs, and samples that stay on the largest or smallest value (three or more in a row).
  private mutating func countRuns(_ values: UnsafeBufferPointer<Float>, settings: QualitySettings, rateHertz: Double) {
    guard range > 0 || invalidFraction < 1 else { return }
    let run = max(2, Int(settings.flatRunSeconds * rateHertz))
    var flat = 0
    var flatStart = 0
    var anchor = values[0]
    for index in values.indices where !(abs(values[index] - anchor) <= settings.flatToleranceMicrovolts) {
      if index - flatStart >= run { flat += note(flatStart..<index, rateHertz) }
      flatStart = index
      anchor = values[index]
    }
    if values.count - flatStart >= run { flat += note(flatStart..<values.count, rateHertz) }
    flatFraction = Double(flat) / Double(values.count)
    countRails(values, rateHertz: rateHertz)
  }

  /// Spreads a flat run over its seconds.
  private mutating func note(_ run: Range<Int>, _ rateHertz: Double) -> Int {
    var second = min(seconds.count - 1, Int(Double(run.lowerBound) / rateHertz))
    var from = run.lowerBound
    while from < run.upperBound {
      let end = second + 1 >= seconds.count ? run.upperBound : min(run.upperBound, max(from + 1, start(of: second + 1, rateHertz)))
      seconds[second].flatCount += end - from
      from = end
      second = min(seconds.count - 1, second + 1)
    }
    return run.count
  }

  /// Only seconds that reach the rails are looked at.
  private mutating func countRails(_ values: UnsafeBufferPointer<Float>, rateHertz: Double) {
    let low = seconds.reduce(Float.infinity) { min($0, $1.low) } + range * 0.001
    let high = seconds.reduce(-Float.infinity) { max($0, $1.high) } - range * 0.001
    var rail = 0
    for second in seconds.indices where seconds[second].low <= low || seconds[second].high >= high {
      let last = second + 1 == seconds.count ? values.count : min(values.count, start(of: second + 1, rateHertz))
      var length = 0
      for value in values[min(values.count, start(of: second, rateHertz))..<last] {
        length = value >= high || value <= low ? length + 1 : 0
        if length == 3 { seconds[second].railCount += 3 } else if length > 3 { seconds[second].railCount += 1 }
      }
      rail += seconds[second].railCount
    }
    railFraction = Double(rail) / Double(max(1, values.count))
  }

  /// The nine-tenths quantile over stretches of ten seconds: a long recording may shift once without being unreadable.
  private mutating func measureWander() {
    let means = seconds.map(\.mean).filter(\.isFinite)
    let spans = stride(from: 0, to: means.count, by: 10).map { first -> Float in
      let stretch = means[first..<min(first + 10, means.count)]
      return (stretch.max() ?? 0) - (stretch.min() ?? 0)
    }
    wander = spans.sorted().dropLast(spans.count / 10).last ?? 0
  }

  /// High band: the sample less its mean over 25 ms (first zero at 40 Hz). Activity: the same over 200 ms.
  private mutating func measureNoise(_ values: UnsafeBufferPointer<Float>, rateHertz: Double) {
    let narrow = max(1, Int(0.0125 * rateHertz))
    let wide = max(2, Int(0.1 * rateHertz))
    let piece = max(4, Int(0.1 * rateHertz))
    guard values.count > 2 * wide + piece + 1 else { return }
    let sums = prefixSums(values)
    var noises: [Float] = []
    var starts: [Int] = []
    var activities = 0.0
    sums.withUnsafeBufferPointer { sums in
      for start in stride(from: wide, to: values.count - piece - wide, by: piece) {
        let (near, far) = Self.bands(values, sums, start..<(start + piece), narrow: narrow, wide: wide)
        guard near.isFinite, far.isFinite else { continue }
        noises.append(Float((near / Double(piece)).squareRoot()))
        starts.append(start + piece / 2)
        activities += far / Double(piece)
      }
    }
    noise = median(noises)
    activity = noises.isEmpty ? 0 : Float((activities / Double(noises.count)).squareRoot())
    spread(noises, starts, rateHertz)
  }

  /// Sums of squares about the means over the narrow and the wide neighbourhood.
  private static func bands(
    _ values: UnsafeBufferPointer<Float>, _ sums: UnsafeBufferPointer<Double>, _ range: Range<Int>, narrow: Int, wide: Int
  ) -> (near: Double, far: Double) {
    let scales = SIMD2(1 / Double(2 * narrow + 1), 1 / Double(2 * wide + 1))
    var total = SIMD2<Double>()
    for index in range {
      let means = SIMD2(sums[index + narrow + 1] - sums[index - narrow], sums[index + wide + 1] - sums[index - wide]) * scales
      let difference = SIMD2(repeating: Double(values[index])) - means
      total += difference * difference
    }
    return (total.x, total.y)
  }

  /// Each second's noise is the median of its pieces.
  private mutating func spread(_ noises: [Float], _ centres: [Int], _ rateHertz: Double) {
    var first = 0
    for second in seconds.indices {
      let end = second + 1 == seconds.count ? Int.max : start(of: second + 1, rateHertz)
      var next = first
      while next < centres.count, centres[next] < end { next += 1 }
      if next > first { seconds[second].noise = median(noises[first..<next]) }
      first = next
    }
  }

  private func prefixSums(_ values: UnsafeBufferPointer<Float>) -> [Double] {
    [Double](unsafeUninitializedCapacity: values.count + 1) { sums, count in
      var total = 0.0
      sums[0] = 0
      for index in values.indices {
        if abs(values[index]) <= Decimation.largestMicrovolts { total += Double(values[index]) }
        sums[index + 1] = total
      }
      count = values.count + 1
    }
  }

  /// Hum is part of the high band: a calm second holds none worth a flag.
  private mutating func measureHum(_ values: UnsafeBufferPointer<Float>, settings: QualitySettings, rateHertz: Double) {
    var humming = 0
    let asked = seconds.indices.filter { seconds[$0].noise > settings.humFlagMicrovolts / 3 }
    var place = 0
    while place < asked.count {
      // Equally long ones are worked out side by side.
      let count = seconds[asked[place]].sampleCount
      let group = asked[place..<min(asked.count, place + 4)].prefix { seconds[$0].sampleCount == count }
      let starts = group.map { min(values.count, start(of: $0, rateHertz)) }
      let end = starts.last.map { min(values.count - $0, count) } ?? 0
      let hums = MainsTones(rateHertz: rateHertz).amplitudes(values, starts: starts, count: end)
      for (index, second) in group.enumerated() {
        seconds[second].hum = hums[index]
        if hums[index] > settings.humFlagMicrovolts { humming += 1 }
      }
      place += max(1, group.count)
    }
    humFraction = Double(humming) / Double(max(1, seconds.count))
  }

  /// Amplitude of a sine at `frequency` (Goertzel 1958). Zero where the rate cannot carry it.
  static func tone(_ frequency: Double, _ samples: UnsafeBufferPointer<Float>, rateHertz: Double) -> Float {
    guard frequency < rateHertz / 2, let first = samples.first else { return 0 }
    let coefficient = Float(2 * cos(2 * Double.pi * frequency / rateHertz))
    var previous: Float = 0
    var beforePrevious: Float = 0
    var last = first
    for sample in samples {
      // The difference keeps a large offset out of the recursion.
      let difference = sample - last
      last = sample
      let current = (abs(difference) <= Decimation.largestMicrovolts ? difference : 0) + coefficient * previous - beforePrevious
      beforePrevious = previous
      previous = current
    }
    let power = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious
    let differenceGain = Float(2 * sin(Double.pi * frequency / rateHertz))
    return power > 0 ? 2 * power.squareRoot() / Float(samples.count) / differenceGain : 0
  }
}
