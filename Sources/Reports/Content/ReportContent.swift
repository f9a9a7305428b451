import HubModel
import Trust

/// What a report says, as data: the JSON that travels inside the signed PDF. The status (preliminary, final …) follows from
/// `needsReview`, `amendment` and the signatures. Absent items are absent keys; nothing is a fraction (measurements are text with a unit).
package struct ReportContent: Sendable, Equatable, Codable {
  package static let currentSchema = "readinghub-report/1"

  /// Two languages side by side.
  package struct Bilingual: Sendable, Equatable, Codable {
    package var zh: String
    package var en: String
    package init(zh: String, en: String) {
      self.zh = zh
      self.en = en
    }
  }

  package struct Hospital: Sendable, Equatable, Codable {
    package var name: String
    package init(name: String) { self.name = name }
  }

  package struct Clinic: Sendable, Equatable, Codable {
    package var code: String
    package var name: String
    package init(code: String, name: String) {
      self.code = code
      self.name = name
    }
  }

  package struct Patient: Sendable, Equatable, Codable {
    package var id: String
    package var issuer: String
    package var name: String
    /// True when the name's character set in the file was wrong and repaired.
    package var isNameRepaired: Bool
    package var sex: Sex?
    /// `yyyy-MM-dd`.
    package var birthDate: String?
    /// Age at the study as people write it: `57`, `3 months`.
    package var age: String?
    package init(
      id: String, issuer: String, name: String, isNameRepaired: Bool = false, sex: Sex? = nil, birthDate: String? = nil, age: String? = nil
    ) {
      self.id = id
      self.issuer = issuer
      self.name = name
      self.isNameRepaired = isNameRepaired
      self.sex = sex
      self.birthDate = birthDate
      self.age = age
    }
  }

  package struct Study: Sendable, Equatable, Codable {
    /// DICOM Study Instance UID.
    package var instanceUID: String
    package var kind: StudyKind
    /// DICOM Modality.
    package var modality: String
    /// RFC 3339 with the clinic's offset.
    package var startedAt: String?
    package var description: String
    package var accessionNumber: String
    /// SHA-256 of each object that was read, ascending.
    package var objects: [SHA256Digest]
    package init(
      instanceUID: String, kind: StudyKind, modality: String, startedAt: String?, description: String, accessionNumber: String,
      objects: [SHA256Digest]
    ) {
      self.instanceUID = instanceUID
      self.kind = kind
      self.modality = modality
      self.startedAt = startedAt
      self.description = description
      self.accessionNumber = accessionNumber
      self.objects = objects.sorted()
    }
  }

  /// A measured value as it was shown to the doctor.
  package struct Measurement: Sendable, Equatable, Codable {
    package var name: Bilingual
    package var value: String
    /// UCUM: `ms`, `/min`, `deg`, `mV`; empty for none.
    package var unit: String
    package init(name: Bilingual, value: String, unit: String) {
      self.name = name
      self.value = value
      self.unit = unit
    }
  }

  /// What the program said before the doctor did.
  package struct Screening: Sendable, Equatable, Codable {
    package struct Statement: Sendable, Equatable, Codable {
      package var code: String
      package var text: Bilingual
      package init(code: String, text: Bilingual) {
        self.code = code
        self.text = text
      }
    }
    package var algorithmVersion: String
    package var grade: Grade
    package var statements: [Statement]
    package init(algorithmVersion: String, grade: Grade, statements: [Statement]) {
      self.algorithmVersion = algorithmVersion
      self.grade = grade
      self.statements = statements
    }
  }

  package struct Author: Sendable, Equatable, Codable {
    /// The reader's id: `serialNumber` in the subject of the signing certificate.
    package var readerID: String
    package var name: String
    package var hospital: String
    package init(readerID: String, name: String, hospital: String) {
      self.readerID = readerID
      self.name = name
      self.hospital = hospital
    }
  }

  package var schema = ReportContent.currentSchema
  package var reportID: String
  /// 1, 2, 3 …; version n + 1 names the digest of version n's canonical JSON.
  package var version: Int
  package var previousDigest: SHA256Digest?
  package var readingID: String
  package var studyRevision: Int
  package var hospital: Hospital
  package var clinic: Clinic
  package var patient: Patient
  package var study: Study
  package var findings: String
  package var impression: String
  package var measurements: [Measurement]
  package var screening: Screening?
  package var readerGrade: Grade?
  /// The reader's grade says critical, or the reader gave none and the program's does: silence takes no warning away.
  package var isCritical: Bool
  package var author: Author
  /// RFC 3339 in UTC with microseconds (`Instant.rfc3339`).
  package var createdAt: String
  /// A second doctor has to sign too: with the first signature alone the report is preliminary. Absent where one signature issues it.
  package var needsReview: Bool?
  /// Absent in a first report.
  package var amendment: Amendment?

  package init(
    reportID: String, version: Int, previousDigest: SHA256Digest? = nil, readingID: String, studyRevision: Int, hospital: Hospital, clinic: Clinic,
    patient: Patient, study: Study, findings: String, impression: String, measurements: [Measurement] = [], screening: Screening? = nil,
    readerGrade: Grade? = nil, isCritical: Bool, author: Author, createdAt: Instant, needsReview: Bool = false,
    amendment: Amendment? = nil
  ) {
    self.reportID = reportID
    self.version = version
    self.previousDigest = previousDigest
    self.readingID = readingID
    self.studyRevision = studyRevision
    self.hospital = hospital
    self.clinic = clinic
    self.patient = patient
    self.study = study
    self.findings = findings
    self.impression = impression
    self.measurements = measurements
    self.screening = screening
    self.readerGrade = readerGrade
    self.isCritical = isCritical
    self.author = author
    self.createdAt = createdAt.rfc3339
    self.needsReview = needsReview ? true : nil
    self.amendment = amendment
  }
}

extension ReportContent {
  /// Canonical JSON of at most this size; the ECG itself is not in it.
  package static let largestByteCount = 1 << 20

  /// The canonical JSON, which is what is attached, digested and named by the next version.
  /// - Throws: `report-content-incomplete` when something a report must have is missing or the whole is too large.
  package func canonicalJSON() throws(ReportError) -> [UInt8] {
    guard isComplete else { throw ReportError(.contentIncomplete) }
    let bytes = try CanonicalJSON.encode(self)
    guard bytes.count <= Self.largestByteCount else { throw ReportError(.contentIncomplete) }
    return bytes
  }

  /// Reads canonical JSON as `canonicalJSON()` writes it.
  /// - Throws: `report-content-not-canonical`, `report-content-incomplete`.
  package init(canonicalJSON bytes: [UInt8]) throws(ReportError) {
    guard bytes.count <= Self.largestByteCount else { throw ReportError(.contentIncomplete) }
    self = try CanonicalJSON.decode(ReportContent.self, from: bytes)
    guard isComplete else { throw ReportError(.contentIncomplete) }
  }

  /// SHA-256 of the canonical JSON.
  /// - Throws: as `canonicalJSON()`.
  package func digest() throws(ReportError) -> SHA256Digest { SHA256Digest(hashing: try canonicalJSON()) }

  private var isComplete: Bool {
    let needed = [
      reportID, readingID, hospital.name, clinic.code, clinic.name, patient.name, study.instanceUID, study.modality, impression, author.readerID,
      author.name, author.hospital, createdAt,
    ]
    let isChained = version == 1 ? previousDigest == nil : previousDigest != nil
    let isAmendmentChained = amendment.map { $0.version >= 1 && $0.version < version && !$0.reason.isEmpty } ?? true
    return schema == Self.currentSchema && version >= 1 && isChained && isAmendmentChained && needsReview != false && studyRevision >= 0
      && needed.allSatisfy { text in text.unicodeScalars.contains { !$0.properties.isWhitespace } }
  }
}
