/// Asystole over the whole recording: leads are connected and calm, and there is no beat in them.
/// A line that does not move, or only noise, is a lead that is off, not a heart that stands.
struct SilenceCheck: Sendable {
  var minimumSeconds = 4.0
  var rangeMicrovolts: ClosedRange<Float> = 15...300
  /// Noise above about 40 Hz as a share of the whole range: drift, not hiss, makes the line move (white noise alone gives 0.13).
  var maximumNoiseShare: Float = 0.06

  func isSilent(_ recording: ECGRecording, quality: [LeadQuality], beatCount: Int) -> Bool {
    guard beatCount <= 1, recording.durationSeconds >= minimumSeconds else { return false }
    let connected = zip(recording.leads, quality).filter { !$1.problems.contains(.leadOff) && !$1.problems.contains(.invalidSamples) }
    let calm = connected.filter { lead, _ in
      let survey = LeadSurvey(lead.samplesMicrovolts, settings: QualitySettings(), rateHertz: recording.samplingRateHertz)
      return rangeMicrovolts.contains(survey.range) && survey.noise <= maximumNoiseShare * survey.range
    }
    return !calm.isEmpty && 2 * calm.count > recording.leads.count
  }
}

extension RhythmFacts {
  /// Beats were found, but hardly two of them alike, and no fibrillation that would explain it.
  func isUnreadable(_ settings: QualitySettings) -> Bool {
    rrMilliseconds.count >= 2 && repeatedShapeShare < settings.repeatedShapeShare && fibrillationSpans.isEmpty
  }
}
