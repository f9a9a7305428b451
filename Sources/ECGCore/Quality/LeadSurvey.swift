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

  /// - Parameter pieces: the lead's noise where it has been measured already.
  init(_ samples: [Float], pieces: NoisePieces? = nil, settings: QualitySettings, rateHertz: Double) {
    samples.withUnsafeBufferPointer { values in
      cutSeconds(values, rateHertz: rateHertz)
      countRuns(values, settings: settings, rateHertz: rateHertz)
      measureWander()
      take(pieces ?? NoisePieces(values, rateHertz: rateHertz), rateHertz: rateHertz)
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
      seconds[index] = SecondSurvey.extremes(values, from: min(values.count, start(of: index, rateHertz)), to: last)
      low = min(low, seconds[index].low)
      high = max(high, seconds[index].high)
      invalid += seconds[index].invalidCount
    }
    invalidFraction = Double(invalid) / Double(max(1, values.count))
    if high >= low { range = high - low }
  }
}

extension LeadSurvey {
  /// Flat runs, and samples that stay on the largest or smallest value (three or more in a row).
  private mutating func countRuns(_ values: UnsafeBufferPointer<Float>, settings: QualitySettings, rateHertz: Double) {
    guard range > 0 || invalidFraction < 1 else { return }
    let run = max(2, Int(settings.flatRunSeconds * rateHertz))
    var flat = 0
    let runs = FlatRuns(values: values, toleranceMicrovolts: settings.flatToleranceMicrovolts, shortestSamples: run)
    runs.forEach { flat += note($0, rateHertz) }
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

  /// Each second's noise is the median of its pieces.
  private mutating func take(_ pieces: NoisePieces, rateHertz: Double) {
    noise = median(pieces.noises)
    activity = pieces.activity
    var first = 0
    for second in seconds.indices {
      let end = second + 1 == seconds.count ? Int.max : start(of: second + 1, rateHertz)
      var next = first
      while next < pieces.centres.count, pieces.centres[next] < end { next += 1 }
      if next > first { seconds[second].noise = median(pieces.noises[first..<next]) }
      first = next
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
}
