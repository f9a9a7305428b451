import ECGCore
import HubModel

/// One ECG, whatever format it came in: the signal in microvolts and what the file says of it.
package struct ECGDocument: Sendable {
  /// Base name of the file, or of the record.
  package var name: String
  package var recording: ECGRecording
  package var patientFacts: PatientFacts
  package var identity: PatientIdentity
  package var acquiredAt: Instant?
  package var institution: String
  /// Filters the device applied, as printed: `0.05–150 Hz`; empty when the file names none.
  package var filters: String
  /// What was taken for granted or left out in reading the file; for people.
  package var assumptions: [BilingualText]

  package init(
    name: String, recording: ECGRecording, patientFacts: PatientFacts = PatientFacts(), identity: PatientIdentity? = nil, acquiredAt: Instant? = nil,
    institution: String = "", filters: String = "", assumptions: [BilingualText] = []
  ) {
    self.name = name
    self.recording = recording
    self.patientFacts = patientFacts
    self.identity = identity ?? PatientIdentity(externalID: "", name: "")
    self.acquiredAt = acquiredAt
    self.institution = institution
    self.filters = filters
    self.assumptions = assumptions
  }
}
