package enum Sex: String, Sendable, Codable { case female, male, other }

/// A person as a file or a sender states them.
package struct PatientIdentity: Sendable, Equatable, Codable {
  /// Who gave out the id; empty when the file names nobody.
  package var issuer: String
  /// Patient ID as the clinic writes it; empty means "one person per study".
  package var externalID: String
  /// Display form: `王小东`, `Müller, Jörg`.
  package var name: String
  /// True when the character set in the file was wrong and the name was repaired.
  package var isNameRepaired: Bool
  package var sex: Sex?
  /// `yyyy-MM-dd`.
  package var birthDate: String?
  package init(issuer: String = "", externalID: String, name: String, isNameRepaired: Bool = false, sex: Sex? = nil, birthDate: String? = nil) {
    self.issuer = issuer
    self.externalID = externalID
    self.name = name
    self.isNameRepaired = isNameRepaired
    self.sex = sex
    self.birthDate = birthDate
  }
}

/// A person known to one clinic. Key: (clinic, issuer, external id); an empty id is one person per study.
package struct Patient: Sendable, Equatable, Codable {
  package var id: PatientID
  package var clinic: ClinicID
  package var identity: PatientIdentity
  package init(id: PatientID, clinic: ClinicID, identity: PatientIdentity) {
    self.id = id
    self.clinic = clinic
    self.identity = identity
  }
}

package enum StudyKind: String, Sendable, Codable, CaseIterable { case ecg, imaging }

/// What the hub knows of a study from its objects.
package struct Study: Sendable, Equatable, Codable {
  package var id: StudyID
  package var clinic: ClinicID
  package var patient: PatientID
  /// DICOM Study Instance UID, or 2.25.* made from the content.
  package var studyInstanceUID: String
  /// `nil`: only attachments so far, nothing to read.
  package var kind: StudyKind?
  package var scope: ReadingScope
  /// DICOM Modality of the objects to read: `ECG`, `CT`.
  package var modality: String
  package var studyDescription: String
  package var accessionNumber: String
  package var startedAt: Instant?
  /// Age in years at the time of the study, where the file says so or it follows from the birth date.
  package var patientAgeYears: Double?
  package var objectCount: Int
  /// Rises with every object that joins; a signature names the revision it was made for.
  package var revision: Int
  package init(
    id: StudyID, clinic: ClinicID, patient: PatientID, studyInstanceUID: String, kind: StudyKind?, scope: ReadingScope, modality: String,
    studyDescription: String, accessionNumber: String, startedAt: Instant?, patientAgeYears: Double?, objectCount: Int, revision: Int
  ) {
    self.id = id
    self.clinic = clinic
    self.patient = patient
    self.studyInstanceUID = studyInstanceUID
    self.kind = kind
    self.scope = scope
    self.modality = modality
    self.studyDescription = studyDescription
    self.accessionNumber = accessionNumber
    self.startedAt = startedAt
    self.patientAgeYears = patientAgeYears
    self.objectCount = objectCount
    self.revision = revision
  }
}

/// How urgent an ECG is, by the core or by a reader. Unread or ungraded is never `ordinary`.
package enum Grade: String, Sendable, Codable, CaseIterable { case critical, warning, ordinary, ungraded }

/// The outcome of pre-screening one object. Immutable; a newer algorithm adds another.
package struct Screening: Sendable, Equatable, Codable {
  package struct Finding: Sendable, Equatable, Codable {
    package var code: String
    package var chinese: String
    package var english: String
    package init(code: String, chinese: String, english: String) {
      self.code = code
      self.chinese = chinese
      self.english = english
    }
  }
  package var study: StudyID
  package var object: ArrivalID
  package var algorithmVersion: String
  package var screenedAt: Instant
  package var grade: Grade
  /// Why the grade is what it is, most important first.
  package var reasons: [Finding]
  package var findings: [Finding]
  /// The core's full result as versioned JSON (UTF-8).
  package var resultJSON: [UInt8]
  package init(
    study: StudyID, object: ArrivalID, algorithmVersion: String, screenedAt: Instant, grade: Grade, reasons: [Finding], findings: [Finding],
    resultJSON: [UInt8]
  ) {
    self.study = study
    self.object = object
    self.algorithmVersion = algorithmVersion
    self.screenedAt = screenedAt
    self.grade = grade
    self.reasons = reasons
    self.findings = findings
    self.resultJSON = resultJSON
  }
}
