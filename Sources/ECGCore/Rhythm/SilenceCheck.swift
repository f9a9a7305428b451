/// Asystole over the whole recording: leads are connected and calm, and there is no beat in them.
/// A line that does not move, or only noise, is a lead that is off, not a heart that stands.
struct SilenceCheck: Sendable {
  var minimumSeconds = 4.0
  var rangeMicrovolts: ClosedRange<Float> = 15...300
  /// Noise above about 40 Hz as a share of the whole range: drift, not hiss, makes the line move (white noise alone gives 0.13).
  var maximumNoiseShare: Float = 0.06
  /// What moves faster than drift may be this share of the range: a line that waves throughout is fibrillation or noise.
  var maximumWaveShare: Float = 0.35

  func isSilent(_ recording: ECGRecording, quality: [LeadQuality], beatCount: Int) -> Bool {
    guard beatCount <= 1, recording.durationSeconds >= minimumSeconds else { return false }
    let connected = zip(recording.leads, quality).filter { !$1.problems.contains(.leadOff) && !$1.problems.contains(.invalidSamples) }
    let calm = connected.filter { lead, _ in
      let survey = LeadSurvey(lead.samplesMicrovolts, settings: QualitySettings(), rateHertz: recording.samplingRateHertz)
      return rangeMicrovolts.contains(survey.range) && survey.noise <= maximumNoiseShare * survey.range
        && waveSpan(lead.samplesMicrovolts, rateHertz: recording.samplingRateHertz) <= maximumWaveShare * survey.range
    }
    return !calm.isEmpty && 2 * calm.count > recording.leads.count
  }

  /// From the 5th to the 95th percentile between about 1 and 15 Hz.
  private func waveSpan(_ samples: [Float], rateHertz: Double) -> Float {
    let decimation = Decimation(inputRateHertz: rateHertz, workingRateHertz: 100)
    let slow = smoothed(decimation.apply(samples), halfWidth: 1)
    let waves = zip(slow, smoothed(slow, halfWidth: Int(0.25 * decimation.outputRateHertz))).map { $0 - $1 }.sorted()
    guard !waves.isEmpty else { return 0 }
    return waves[waves.count * 95 / 100] - waves[waves.count * 5 / 100]
  }
}

extension RhythmFacts {
  /// The recording is in pieces, or beats were found, but hardly two of them alike; and no fibrillation that would explain it.
  func isUnreadable(_ settings: QualitySettings) -> Bool {
    guard fibrillationSpans.isEmpty else { return false }
    guard !isBroken else { return true }
    guard rrMilliseconds.count >= 2 else { return false }
    return repeatedShapeShare < settings.repeatedShapeShare || (qrsConsistency ?? (rrMilliseconds.count >= 3 ? 0 : 1)) < settings.qrsConsistency
  }
}
