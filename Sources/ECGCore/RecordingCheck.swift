/// Whether a recording can be looked at at all.
package struct RecordingCheck: Sendable {
  package static let maximumLeads = 64
  private let settings: ECGSettings
  package init(settings: ECGSettings = ECGSettings()) { self.settings = settings }

  package func check(_ recording: ECGRecording) throws(ECGError) {
    guard let first = recording.leads.first else { throw ECGError(.noLeads) }
    guard recording.leads.count <= Self.maximumLeads else { throw ECGError(.tooManyLeads) }
    // NaN is in no range.
    guard BeatDetector.supportedRatesHertz.contains(recording.samplingRateHertz) else { throw ECGError(.badSamplingRate) }
    let count = first.samplesMicrovolts.count
    guard recording.leads.allSatisfy({ $0.samplesMicrovolts.count == count }) else { throw ECGError(.unequalLeadLengths) }
    guard recording.durationSeconds >= settings.minimumSeconds else { throw ECGError(.tooShort) }
    guard recording.durationSeconds <= settings.maximumSeconds else { throw ECGError(.tooLong) }
  }
}
