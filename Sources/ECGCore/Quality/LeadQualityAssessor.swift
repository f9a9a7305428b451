/// Judges each lead by itself, as a whole and second by second: off, saturated, invalid, noisy, wandering, humming.
package struct LeadQualityAssessor: Sendable {
  package let settings: QualitySettings
  package init(settings: QualitySettings = QualitySettings()) { self.settings = settings }

  /// Each lead of a recording; they are of one length.
  package func assess(_ recording: ECGRecording) -> [LeadQuality] {
    let rate = recording.samplingRateHertz
    return stride(from: 0, to: recording.leads.count, by: 2).flatMap { place -> [LeadQuality] in
      let leads = recording.leads[place..<min(place + 2, recording.leads.count)]
      guard leads.count == 2, let first = leads.first, let second = leads.last else {
        return leads.map { assess($0, samplingRateHertz: rate) }
      }
      let pieces = first.samplesMicrovolts.withUnsafeBufferPointer { one in
        second.samplesMicrovolts.withUnsafeBufferPointer { other in NoisePieces.measure(one, other, rateHertz: rate) }
      }
      return [
        assess(first, pieces: pieces.first, samplingRateHertz: rate), assess(second, pieces: pieces.second, samplingRateHertz: rate),
      ]
    }
  }

  package func assess(_ lead: ECGLead, samplingRateHertz rate: Double) -> LeadQuality { assess(lead, pieces: nil, samplingRateHertz: rate) }

  private func assess(_ lead: ECGLead, pieces: NoisePieces?, samplingRateHertz rate: Double) -> LeadQuality {
    let samples = lead.samplesMicrovolts
    guard samples.count > 1 else { return LeadQuality(lead: lead.name, isUsable: false, problems: [.invalidSamples]) }
    var problems: [LeadQuality.Problem] = []
    var isUsable = true
    let survey = LeadSurvey(samples, pieces: pieces, settings: settings, rateHertz: rate)
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
    // Hum can be taken out (`MainsHum`), noise cannot.
    let muscle = median(survey.seconds.map(\.muscle))
    let isNoise =
      muscle > settings.noiseUnusableMicrovolts || muscle > settings.noiseShare * survey.activity || survey.noise > settings.humUnusableMicrovolts
    note(.muscleNoise, when: isNoise || muscle > settings.noiseFlagMicrovolts, fatal: isNoise)
    note(.mainsHum, when: survey.humFraction > settings.humShare, fatal: false)
    let spans = QualitySpans(survey, settings: settings)
    return LeadQuality(
      lead: lead.name, isUsable: isUsable, problems: problems, noiseMicrovolts: survey.noise.isFinite ? Double(survey.noise) : nil,
      spans: spans.spans,
      areSpansComplete: spans.areComplete)
  }
}

/// The seconds in which something is wrong, run by run.
struct QualitySpans: Sendable {
  private(set) var spans: [QualitySpan] = []
  private(set) var areComplete = true

  init(_ survey: LeadSurvey, settings: QualitySettings) {
    let seconds = survey.seconds
    let canSaturate = survey.range > settings.railMinimumMicrovolts
    add(.invalidSamples, seconds, settings) { Double($0.invalidCount) > settings.invalidFraction * Double($0.sampleCount) }
    add(.leadOff, seconds, settings) { Double($0.flatCount) > settings.flatSecondFraction * Double($0.sampleCount) }
    add(.saturated, seconds, settings) { canSaturate && Double($0.railCount) > settings.railSecondFraction * Double($0.sampleCount) }
    add(.muscleNoise, seconds, settings) { $0.muscle > settings.noiseFlagMicrovolts }
    add(.mainsHum, seconds, settings) { $0.hum > settings.humFlagMicrovolts }
    addWander(seconds, settings)
  }

  private mutating func add(
    _ problem: LeadQuality.Problem, _ seconds: [SecondSurvey], _ settings: QualitySettings, where isWrong: (SecondSurvey) -> Bool
  ) {
    add(problem, count: seconds.count, settings) { isWrong(seconds[$0]) }
  }

  private mutating func add(_ problem: LeadQuality.Problem, count: Int, _ settings: QualitySettings, where isWrong: (Int) -> Bool) {
    var start: Int?
    for second in 0...count {
      if second < count, isWrong(second) {
        start = start ?? second
      } else if let first = start {
        start = nil
        guard spans.count < settings.maximumSpans else {
          areComplete = false
          return
        }
        spans.append(QualitySpan(problem: problem, startSecond: first, endSecond: second))
      }
    }
  }

  /// A second wanders whose mean lies far from the middle one of the ten seconds around it.
  private mutating func addWander(_ seconds: [SecondSurvey], _ settings: QualitySettings) {
    let means = seconds.map { $0.mean.isFinite ? $0.mean : 0 }
    guard let low = means.min(), let high = means.max(), high - low > settings.wanderFlagMicrovolts / 2 else { return }
    add(.baselineWander, count: means.count, settings) { second in
      let around = means[max(0, second - 5)..<min(means.count, second + 6)]
      return abs(means[second] - median(around)) > settings.wanderFlagMicrovolts / 2
    }
  }
}
