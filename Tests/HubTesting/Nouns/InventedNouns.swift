import HubModel

// Valid nouns with as little to say as a test needs.

extension Arrival {
  /// A DICOM ECG by C-STORE; `number` decides UID, blob and data set.
  package static func invented(_ number: Int, from clinic: Clinic, route: Route? = nil, secondsAfterStart: Int = 0) -> Arrival {
    Arrival(
      id: .unassigned, clinic: clinic.id, route: route ?? .dimse(callingAETitle: clinic.aeTitles.first ?? "ANY"),
      receivedAt: .invented(secondsAfterStart), blob: .invented(1_000_000 + number), sizeBytes: 200_000, format: .dicom,
      transferSyntaxUID: "1.2.840.10008.1.2.1", sopClassUID: "1.2.840.10008.5.1.4.1.1.9.1.1",
      sopInstanceUID: "2.25.\(number)", isUrgent: false, statedFacts: Array("{\"number\":\(number)}".utf8), state: .received)
  }
}

extension Study {
  package static func invented(_ number: Int, of patient: Patient, kind: StudyKind? = .ecg, scope: ReadingScope = .ecg) -> Study {
    Study(
      id: .unassigned, clinic: patient.clinic, patient: patient.id, studyInstanceUID: "2.25.9.\(number)", kind: kind, scope: scope,
      modality: scope == .ecg ? "ECG" : scope.rawValue.uppercased(), studyDescription: "rest", accessionNumber: "A\(number)",
      startedAt: .invented(-60), patientAgeYears: 63.5, objectCount: 1, revision: 1)
  }
}

extension Reading {
  package static func invented(
    of study: Study, hospital: HospitalID, priority: Priority = .routine, deadlineSeconds: Int = 1_800, readiness: Readiness = .ready
  ) -> Reading {
    Reading(
      id: .unassigned, study: study.id, clinic: study.clinic, hospital: hospital, kind: study.kind ?? .ecg, scope: study.scope,
      readiness: readiness, screening: .pending, isUrgent: false, note: nil, isIdentityPending: false, firstReceivedAt: .invented(0),
      lastReceivedAt: .invented(0), priority: priority, deadline: .invented(deadlineSeconds))
  }
}

extension HubWriting {
  /// A patient and study of the clinic with one reading.
  package func addInventedReading(
    _ number: Int, clinic: Clinic, kind: StudyKind = .ecg, scope: ReadingScope = .ecg, priority: Priority = .routine,
    deadlineSeconds: Int = 1_800, readiness: Reading.Readiness = .ready
  ) throws -> Reading {
    let patient = try findOrAdd(patient: PatientIdentity(externalID: "P\(number)", name: "王小东"), of: clinic.id)
    let study = try add(Study.invented(number, of: patient, kind: kind, scope: scope))
    let reading = Reading.invented(
      of: study, hospital: clinic.readBy, priority: priority, deadlineSeconds: deadlineSeconds, readiness: readiness)
    return try add(reading)
  }

  /// The next version of a reading's report.
  package func addInventedVersion(of reading: ReadingID, by reader: ReaderID) throws -> ReportVersion {
    let last = try reportVersions(of: reading).last
    let number = (last?.number ?? 0) + 1
    return try add(
      ReportVersion(
        id: .unassigned, reading: reading, number: number, author: reader, createdAt: .invented(60 * number), studyRevision: 1,
        contentJSON: Array("{\"version\":\(number)}".utf8), contentDigest: .invented(5_000_000 + Int(reading.rawValue) * 100 + number),
        previousDigest: last?.contentDigest))
  }

  /// An audit entry with an invented, but chained hash.
  package func appendInventedEntry(_ action: AuditEvent.Action, subject: String) throws {
    let head = try auditHead()
    var hash = head.hash
    hash[Int(head.number % 32)] ^= UInt8(truncatingIfNeeded: head.number + 1)
    let event = AuditEvent(at: .invented(0), actor: .hub, action: action, subject: subject)
    try append(AuditEntry(number: head.number + 1, event: event, previousHash: head.hash, hash: hash))
  }
}
