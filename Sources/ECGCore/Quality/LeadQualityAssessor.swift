#if canImport(Glibc)
  import Glibc
#endif

/// Judges each lead by itself: off, saturated, invalid, noisy, wandering, humming.
package struct LeadQualityAssessor: Sendable {
  package let settings: QualitySettings
  package init(settings: QualitySettings = QualitySettings()) { self.settings = settings }

  package func assess(_ lead: ECGLead, samplingRateHertz rate: Double) -> LeadQuality {
    let samples = lead.samplesMicrovolts
    guard samples.count > 1 else { return LeadQuality(lead: lead.name, isUsable: false, problems: [.invalidSamples]) }
    var problems: [LeadQuality.Problem] = []
    var isUsable = true
    let survey = LeadSurvey(samples, settings: settings, rateHertz: rate)
    func note(_ problem: LeadQuality.Problem, when condition: Bool, fatal: Bool) {
      guard condition else { return }
      problems.append(problem)
      if fatal { isUsable = false }
    }
    note(.invalidSamples, when: survey.invalidFraction > 0, fatal: survey.invalidFraction > settings.invalidFraction)
    note(.leadOff, when: survey.flatFraction > settings.flatFraction, fatal: true)
    note(.saturated, when: survey.railFraction > settings.railFraction && survey.range > settings.railMinimumMicrovolts, fatal: true)
    note(.lowSignal, when: survey.range < settings.lowSignalMicrovolts && !problems.contains(.leadOff), fatal: true)
    note(.baselineWander, when: survey.wander > settings.wanderFlagMicrovolts, fatal: survey.wander > settings.wanderUnusableMicrovolts)
    let isNoise = survey.noise > settings.noiseUnusableMicrovolts || survey.noise > settings.noiseShare * survey.activity
    note(.muscleNoise, when: survey.noise > settings.noiseFlagMicrovolts, fatal: isNoise)
    // Hum is part of the high band: a calm band holds none worth a flag.
    let mayHum = survey.noise > settings.humFlagMicrovolts / 3
    let hum = !mayHum ? 0 : max(survey.tone(50, samples, rateHertz: rate), survey.tone(60, samples, rateHertz: rate))
    note(.mainsHum, when: hum > settings.humFlagMicrovolts, fatal: false)
    return LeadQuality(lead: lead.name, isUsable: isUsable, problems: problems)
  }
}

/// One reading of a lead's samples for everything the quality rules ask.
struct LeadSurvey: Sendable {
  private(set) var invalidFraction = 0.0
  private(set) var flatFraction = 0.0
  private(set) var railFraction = 0.0
  /// Largest less smallest valid sample.
  private(set) var range: Float = 0
  /// Peak to peak of the means over 1 s within 10 s.
  private(set) var wander: Float = 0
  /// Robust root mean square above about 40 Hz (median over pieces of 0.1 s, so QRS complexes do not count).
  private(set) var noise: Float = 0
  /// The same of the whole signal about each piece's neighbourhood.
  private(set) var activity: Float = 0

  init(_ samples: [Float], settings: QualitySettings, rateHertz: Double) {
    samples.withUnsafeBufferPointer { values in
      countExtremes(values, settings: settings, rateHertz: rateHertz)
      measureWander(values, block: max(1, Int(rateHertz)))
      measureNoise(values, rateHertz: rateHertz)
    }
  }

  private mutating func countExtremes(_ values: UnsafeBufferPointer<Float>, settings: QualitySettings, rateHertz: Double) {
    var low = Float.infinity
    var high = -Float.infinity
    var invalid = 0
    for value in values {
      if abs(value) <= Decimation.largestMicrovolts {
        low = min(low, value)
        high = max(high, value)
      } else {
        invalid += 1
      }
    }
    invalidFraction = Double(invalid) / Double(values.count)
    guard high >= low else { return }
    range = high - low
    countRuns(values, low: low, high: high, settings: settings, run: max(2, Int(settings.flatRunSeconds * rateHertz)))
  }

  /// Flat runs, and samples that stay on the largest or smallest value (three or more in a row).
  private mutating func countRuns(_ values: UnsafeBufferPointer<Float>, low: Float, high: Float, settings: QualitySettings, run: Int) {
    let railWidth = (high - low) * 0.001
    var flat = 0
    var rail = 0
    var flatStart = 0
    var railRun = 0
    var anchor = values[0]
    for index in values.indices {
      let value = values[index]
      if !(abs(value - anchor) <= settings.flatToleranceMicrovolts) {
        if index - flatStart >= run { flat += index - flatStart }
        flatStart = index
        anchor = value
      }
      if value >= high - railWidth || value <= low + railWidth {
        railRun += 1
        if railRun == 3 { rail += 3 } else if railRun > 3 { rail += 1 }
      } else {
        railRun = 0
      }
    }
    if values.count - flatStart >= run { flat += values.count - flatStart }
    flatFraction = Double(flat) / Double(values.count)
    railFraction = Double(rail) / Double(values.count)
  }

  /// The nine-tenths quantile over stretches of ten seconds: a long recording may shift once without being unreadable.
  private mutating func measureWander(_ values: UnsafeBufferPointer<Float>, block: Int) {
    var means: [Float] = []
    var start = 0
    while start + block <= values.count {
      var sum: Float = 0
      var count: Float = 0
      for index in start..<(start + block) where abs(values[index]) <= Decimation.largestMicrovolts {
        sum += values[index]
        count += 1
      }
      if count > 0 { means.append(sum / count) }
      start += block
    }
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
    let sums = prefixSums(values)
    var noises: [Float] = []
    var activities: [Float] = []
    var start = wide
    while start + piece + wide < values.count {
      var high = 0.0
      var whole = 0.0
      for index in start..<(start + piece) {
        let value = Double(values[index])
        let near = value - (sums[index + narrow + 1] - sums[index - narrow]) / Double(2 * narrow + 1)
        let far = value - (sums[index + wide + 1] - sums[index - wide]) / Double(2 * wide + 1)
        high += near * near
        whole += far * far
      }
      if high.isFinite {
        noises.append(Float((high / Double(piece)).squareRoot()))
        activities.append(Float((whole / Double(piece)).squareRoot()))
      }
      start += piece
    }
    noise = median(noises)
    activity = activities.isEmpty ? 0 : (activities.reduce(0) { $0 + $1 * $1 } / Float(activities.count)).squareRoot()
  }

  private func prefixSums(_ values: UnsafeBufferPointer<Float>) -> [Double] {
    var sums = [Double](repeating: 0, count: values.count + 1)
    var total = 0.0
    for index in values.indices {
      if abs(values[index]) <= Decimation.largestMicrovolts { total += Double(values[index]) }
      sums[index + 1] = total
    }
    return sums
  }

  /// Amplitude of a sine at `frequency` over the first ten seconds (Goertzel). Zero where the rate cannot carry it.
  func tone(_ frequency: Double, _ samples: [Float], rateHertz: Double) -> Float {
    guard frequency < rateHertz / 2 else { return 0 }
    let count = min(samples.count, Int(10 * rateHertz))
    let coefficient = Float(2 * cos(2 * Double.pi * frequency / rateHertz))
    var previous: Float = 0
    var beforePrevious: Float = 0
    var last: Float = samples[0]
    for index in 0..<count {
      // The difference keeps a large offset out of the recursion.
      let difference = samples[index] - last
      last = samples[index]
      let current = (abs(difference) <= Decimation.largestMicrovolts ? difference : 0) + coefficient * previous - beforePrevious
      beforePrevious = previous
      previous = current
    }
    let power = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious
    let differenceGain = Float(2 * sin(Double.pi * frequency / rateHertz))
    return power > 0 ? 2 * power.squareRoot() / Float(count) / differenceGain : 0
  }
}
