import HubModel

/// What one object says of its patient and study, whatever format it came in.
package struct ParsedStudy: Sendable, Equatable, Codable {
  /// What the object is to a reader.
  package enum Part: String, Sendable, Codable {
    case ecg
    case imaging
    /// SR, PDF, key objects, presentation states, waveforms that are no ECG: they accompany a study and make no reading.
    case attachment
  }
  package var part: Part
  package var scope: ReadingScope
  /// DICOM Modality: `ECG`, `CT`, `US`.
  package var modality: String
  /// As stated; `externalID` and `name` are empty where the file names nobody.
  package var identity: PatientIdentity
  package var studyInstanceUID: String
  package var sopInstanceUID: String
  package var sopClassUID: String?
  package var transferSyntaxUID: String?
  package var studyDescription: String
  package var accessionNumber: String
  package var startedAt: Instant?
  package var patientAgeYears: Double?
  /// Where the encoded data set begins in the bytes (DICOM; 0 otherwise): the data-set digest runs from here.
  package var dataSetOffset: Int64

  package init(
    part: Part, scope: ReadingScope, modality: String, identity: PatientIdentity, studyInstanceUID: String, sopInstanceUID: String,
    sopClassUID: String?, transferSyntaxUID: String?, studyDescription: String, accessionNumber: String, startedAt: Instant?,
    patientAgeYears: Double?, dataSetOffset: Int64
  ) {
    self.part = part
    self.scope = scope
    self.modality = modality
    self.identity = identity
    self.studyInstanceUID = studyInstanceUID
    self.sopInstanceUID = sopInstanceUID
    self.sopClassUID = sopClassUID
    self.transferSyntaxUID = transferSyntaxUID
    self.studyDescription = studyDescription
    self.accessionNumber = accessionNumber
    self.startedAt = startedAt
    self.patientAgeYears = patientAgeYears
    self.dataSetOffset = dataSetOffset
  }
}
