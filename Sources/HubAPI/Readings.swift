import HubModel

/// One row of the worklist as readers (and, for its own studies, a clinic) see it.
package struct ReadingRow: Sendable, Codable, Equatable {
  package var id: ReadingID
  package var kind: StudyKind
  package var scope: ReadingScope
  package var modality: String
  package var patientName: String
  package var isNameRepaired: Bool
  package var sex: Sex?
  package var ageYears: Double?
  package var clinicName: String
  package var studyDescription: String
  package var grade: Grade?
  package var screening: Reading.ScreeningState
  package var priority: Priority
  package var isUrgent: Bool
  package var isIdentityPending: Bool
  package var state: Reading.State
  package var readiness: Reading.Readiness
  package var objectCount: Int
  package var receivedAt: Timestamp
  package var deadline: Timestamp
  /// Whether the report is to be written, to be reviewed by a second doctor, or to be written anew after it was issued.
  package var task: Reading.Task
  /// What is being done to the issued report, and why.
  package var amendment: AmendmentKind?
  package var amendmentReason: String?
  /// Why the reviewing doctor gave it back.
  package var returnReason: String?
  package var holderName: String?
  package var leaseExpiresAt: Timestamp?
  /// Objects that came after the report that counts was written: it does not speak of them.
  package var lateObjectCount: Int
  package init(_ row: WorklistRow) {
    id = row.reading.id
    kind = row.reading.kind
    scope = row.reading.scope
    modality = row.study.modality
    patientName = row.patient.identity.name
    isNameRepaired = row.patient.identity.isNameRepaired
    sex = row.patient.identity.sex
    ageYears = row.study.patientAgeYears
    clinicName = row.clinicName
    studyDescription = row.study.studyDescription
    grade = row.reading.grade
    screening = row.reading.screening
    priority = row.reading.priority
    isUrgent = row.reading.isUrgent
    isIdentityPending = row.reading.isIdentityPending
    state = row.reading.state
    readiness = row.reading.readiness
    objectCount = row.study.objectCount
    receivedAt = Timestamp(row.reading.firstReceivedAt)
    deadline = Timestamp(row.reading.deadline)
    task = row.reading.task
    amendment = row.reading.amendment?.kind
    amendmentReason = row.reading.amendment?.reason
    returnReason = row.reading.returnReason
    holderName = row.holderName
    leaseExpiresAt = row.reading.lease.map { Timestamp($0.expiresAt) }
    lateObjectCount = row.lateObjectCount
  }
}

package struct WorklistPage: Sendable, Codable {
  /// A report of the asking doctor that another one has issued in words of their own.
  package struct Changed: Sendable, Codable, Equatable {
    package var reading: ReadingID
    package var version: Int
    /// Name of the other doctor.
    package var by: String
    package var signedAt: Timestamp
    package init(_ report: ChangedReport, by name: String) {
      reading = report.reading
      version = report.version
      by = name
      signedAt = Timestamp(report.signedAt)
    }
  }
  package var readings: [ReadingRow]
  /// Of the last day, the last first; a doctor's page has it.
  package var changed: [Changed]?
  /// True when the limit cut the list.
  package var isTruncated: Bool
  /// The hub's clock, so that "waiting" and "left" do not depend on the reader's.
  package var now: Timestamp
  package init(readings: [ReadingRow], changed: [Changed]? = nil, isTruncated: Bool, now: Timestamp) {
    self.readings = readings
    self.changed = changed
    self.isTruncated = isTruncated
    self.now = now
  }
}

/// `POST /readings/next/claim`.
package struct ClaimNext: Sendable, Codable {
  package var kind: StudyKind?
  package init(kind: StudyKind?) { self.kind = kind }
}
/// A claim that succeeded. Every further act names `leaseToken`.
package struct Claimed: Sendable, Codable {
  package var reading: ReadingRow
  package var leaseToken: Int64
  package var leaseExpiresAt: Timestamp
  package init(reading: ReadingRow, leaseToken: Int64, leaseExpiresAt: Timestamp) {
    self.reading = reading
    self.leaseToken = leaseToken
    self.leaseExpiresAt = leaseExpiresAt
  }
}
/// `POST /readings/{id}/release` and `/renewal`.
package struct LeaseAct: Sendable, Codable {
  package var leaseToken: Int64
  package init(leaseToken: Int64) { self.leaseToken = leaseToken }
}

/// `GET /readings/{id}`: what a reader needs to read it.
package struct ReadingDetail: Sendable, Codable {
  package struct Object: Sendable, Codable, Equatable {
    package var arrival: ArrivalID
    package var digest: BlobKey
    package var format: ObjectFormat
    package var sopClassUID: String?
    package var sopInstanceUID: String
    package var sizeBytes: Int64
    package init(_ arrival: Arrival) {
      self.arrival = arrival.id
      digest = arrival.blob
      format = arrival.format
      sopClassUID = arrival.sopClassUID
      sopInstanceUID = arrival.sopInstanceUID
      sizeBytes = arrival.sizeBytes
    }
  }
  package var reading: ReadingRow
  package var patient: PatientIdentity
  package var studyInstanceUID: String
  package var studyRevision: Int
  package var startedAt: Timestamp?
  package var accessionNumber: String
  package var note: String?
  package var objects: [Object]
  /// The core's words on the latest ECG, if any.
  package var screeningGrade: Grade?
  package var screeningReasons: [Screening.Finding]
  package var screeningFindings: [Screening.Finding]
  package var algorithmVersion: String?
  /// What is odd about how the ECG was recorded, such as electrodes that seem exchanged.
  package var remarks: [Screening.Finding]
  /// Whether the measurements may be taken for what they say (code `measured`, `limited` or `notMeasured`), and why not.
  package var measurementStatus: Screening.Finding?
  package var measurementReasons: [Screening.Finding]
  /// Measurements as shown: name, value, unit.
  package var measurements: [MeasurementRow]
  /// The number of the last report version; 0 before the first.
  package var lastVersion: Int
  /// The core's statements with what made them true, and what readers said of them.
  package var statements: [StatementRow]
  package var overrides: [OverrideRow]
  /// Every version of the report, oldest first.
  package var versions: [ReportVersionRow]
  /// Objects that came after the report that counts was written: it does not speak of them.
  package var lateObjectCount: Int
  package init(
    reading: ReadingRow, patient: PatientIdentity, studyInstanceUID: String, studyRevision: Int, startedAt: Timestamp?, accessionNumber: String,
    note: String?, objects: [Object], screening: Screening?, remarks: [Screening.Finding] = [], measurementStatus: Screening.Finding? = nil,
    measurementReasons: [Screening.Finding] = [], measurements: [MeasurementRow], lastVersion: Int, statements: [StatementRow] = [],
    overrides: [OverrideRow] = [], versions: [ReportVersionRow] = []
  ) {
    self.reading = reading
    self.patient = patient
    self.studyInstanceUID = studyInstanceUID
    self.studyRevision = studyRevision
    self.startedAt = startedAt
    self.accessionNumber = accessionNumber
    self.note = note
    self.objects = objects
    screeningGrade = screening?.grade
    screeningReasons = screening?.reasons ?? []
    screeningFindings = screening?.findings ?? []
    algorithmVersion = screening?.algorithmVersion
    self.remarks = remarks
    self.measurementStatus = measurementStatus
    self.measurementReasons = measurementReasons
    self.measurements = measurements
    self.lastVersion = lastVersion
    self.statements = statements
    self.overrides = overrides
    self.versions = versions
    lateObjectCount = reading.lateObjectCount
  }
}
package struct MeasurementRow: Sendable, Codable, Equatable {
  package var name: String
  package var nameChinese: String
  package var value: String
  package var unit: String
  package init(name: String, nameChinese: String, value: String, unit: String) {
    self.name = name
    self.nameChinese = nameChinese
    self.value = value
    self.unit = unit
  }
}

/// `POST /readings/{id}/versions`: save what the doctor wrote as the next immutable version.
package struct NewReportVersion: Sendable, Codable {
  package var leaseToken: Int64
  /// The version this one was written on top of (0 for the first); another number is a conflict.
  package var basedOnVersion: Int
  /// The study revision the doctor looked at.
  package var studyRevision: Int
  package var findings: String
  package var impression: String
  package var readerGrade: Grade?
  package init(leaseToken: Int64, basedOnVersion: Int, studyRevision: Int, findings: String, impression: String, readerGrade: Grade?) {
    self.leaseToken = leaseToken
    self.basedOnVersion = basedOnVersion
    self.studyRevision = studyRevision
    self.findings = findings
    self.impression = impression
    self.readerGrade = readerGrade
  }
}
package struct ReportVersionRow: Sendable, Codable, Equatable {
  package var number: Int
  /// Name of the doctor who wrote it.
  package var author: String
  package var status: ReportVersion.Status
  package var contentDigest: BlobKey
  package var createdAt: Timestamp
  package var studyRevision: Int
  package var findings: String
  package var impression: String
  package var readerGrade: Grade?
  /// Why it follows an issued version, and which.
  package var reason: String?
  package var supersedes: Int?
  /// The last signature's time; `nil` for a draft.
  package var signedAt: Timestamp?
  /// Of the versions that were issued the last: the one that counts.
  package var isLatest: Bool
  package init(
    number: Int, author: String, status: ReportVersion.Status, contentDigest: BlobKey, createdAt: Timestamp, studyRevision: Int, findings: String,
    impression: String, readerGrade: Grade?, reason: String? = nil, supersedes: Int? = nil, signedAt: Timestamp? = nil, isLatest: Bool = false
  ) {
    self.number = number
    self.author = author
    self.status = status
    self.contentDigest = contentDigest
    self.createdAt = createdAt
    self.studyRevision = studyRevision
    self.findings = findings
    self.impression = impression
    self.readerGrade = readerGrade
    self.reason = reason
    self.supersedes = supersedes
    self.signedAt = signedAt
    self.isLatest = isLatest
  }
}
package struct ReportVersions: Sendable, Codable {
  package var versions: [ReportVersionRow]
  package init(versions: [ReportVersionRow]) { self.versions = versions }
}
/// `POST /readings/{id}/versions/{n}/signature`.
package struct SignatureSubmission: Sendable, Codable {
  package var leaseToken: Int64
  /// SHA-256 of the prepared PDF that was signed.
  package var preparedDigest: BlobKey
  /// The CMS (DER), Base64.
  package var cms: String
  package init(leaseToken: Int64, preparedDigest: BlobKey, cms: String) {
    self.leaseToken = leaseToken
    self.preparedDigest = preparedDigest
    self.cms = cms
  }
}
package struct ReportIssued: Sendable, Codable {
  package var reading: ReadingID
  package var version: Int
  /// `final`, the word of its amendment, or `preliminary` while a second doctor has to issue it.
  package var status: ReportVersion.Status
  package var signedAt: Timestamp
  package var signedDigest: BlobKey
  package init(reading: ReadingID, version: Int, status: ReportVersion.Status, signedAt: Timestamp, signedDigest: BlobKey) {
    self.reading = reading
    self.version = version
    self.status = status
    self.signedAt = signedAt
    self.signedDigest = signedDigest
  }
}

/// `POST /readings/{id}/return`: the reviewing doctor gives a report back.
package struct ReviewReturn: Sendable, Codable {
  package var leaseToken: Int64
  package var reason: String
  package init(leaseToken: Int64, reason: String) {
    self.leaseToken = leaseToken
    self.reason = reason
  }
}
