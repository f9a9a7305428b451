/// What is measured in a recording, with nothing said about it.
package struct MeasuredNumbers: Sendable {
  package var quality: [LeadQuality]
  package var global: GlobalMeasurements
  /// Of the leads that can be read, in the recording's order.
  package var leads: [LeadMeasurements]
}

extension ECGAnalyzer {
  /// Quality, beats, boundaries and measurements alone: no statement, no grade, and no judgement whether the numbers may be shown (that is
  /// ``analyze(_:patient:)``'s).
  package func numbers(of recording: ECGRecording, patient: PatientFacts = PatientFacts()) throws(ECGError) -> MeasuredNumbers {
    try RecordingCheck(settings: settings).check(recording)
    var quality = LeadQualityAssessor(settings: settings.quality).assess(recording)
    let ecg = measured(recording, quality: &quality, patient: patient)
    return MeasuredNumbers(quality: quality, global: ecg.global, leads: recording.leads.compactMap { ecg.leads[$0.name] })
  }
}
