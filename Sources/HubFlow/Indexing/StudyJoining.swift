import HubModel
import StudyFormats

extension HubWriting {
  /// The study of an object: found by (clinic, Study Instance UID, kind) or made.
  ///
  /// An ECG object whose study holds no ECG yet makes a study of its own kind under the same UID; attachments join whatever study of
  /// that UID there is.
  func join(_ arrival: Arrival, _ facts: ParsedStudy) throws -> Study {
    let kind = facts.part.kind
    if var study = try findStudy(arrival, facts, kind) {
      study.objectCount += 1
      study.revision += 1
      if study.kind == nil, let kind { study.become(kind, facts) }
      if study.startedAt == nil { study.startedAt = facts.startedAt }
      try update(study)
      return study
    }
    let patient = try findOrAdd(patient: facts.identity, of: arrival.clinic)
    return try add(
      Study(
        id: .init(rawValue: 0), clinic: arrival.clinic, patient: patient.id, studyInstanceUID: facts.studyInstanceUID, kind: kind, scope: facts.scope,
        modality: facts.modality, studyDescription: facts.studyDescription, accessionNumber: facts.accessionNumber, startedAt: facts.startedAt,
        patientAgeYears: facts.patientAgeYears, objectCount: 1, revision: 1))
  }

  private func findStudy(_ arrival: Arrival, _ facts: ParsedStudy, _ kind: StudyKind?) throws -> Study? {
    let kinds: [StudyKind?] = kind.map { [$0, nil] } ?? [nil, .imaging, .ecg]
    for candidate in kinds {
      if let study = try study(clinic: arrival.clinic, studyInstanceUID: facts.studyInstanceUID, kind: candidate) { return study }
    }
    return nil
  }

  /// Adds the reading of a study or tells it of one more object. A finished reading is left as it was signed.
  func joinReading(
    _ study: Study, _ arrival: Arrival, _ facts: ParsedStudy, _ upload: Upload?, at now: Instant, _ clocks: ClockPolicy
  ) throws {
    let isSingleECG = facts.part == .ecg
    if var reading = try reading(of: study.id) {
      reading.lastReceivedAt = max(reading.lastReceivedAt, arrival.receivedAt)
      reading.firstReceivedAt = min(reading.firstReceivedAt, arrival.receivedAt)
      reading.isUrgent = reading.isUrgent || arrival.isUrgent
      if facts.part == .ecg, reading.state == .scheduled || reading.state == .inProgress { reading.screening = .pending }
      try update(reading.prioritized(by: clocks))
      return
    }
    guard let kind = study.kind, let clinic = try clinic(arrival.clinic) else { throw HubError(.storeDamaged, "clinic of arrival") }
    let patient = try patient(study.patient)
    let isIdentityPending = patient?.identity.isPending ?? true
    let reading = Reading(
      id: .init(rawValue: 0), study: study.id, clinic: arrival.clinic, hospital: clinic.readBy, kind: kind, scope: study.scope,
      readiness: isSingleECG ? .ready : .receiving, screening: kind == .ecg ? .pending : .notApplicable, isUrgent: arrival.isUrgent,
      note: upload?.note, isIdentityPending: isIdentityPending, firstReceivedAt: arrival.receivedAt, lastReceivedAt: arrival.receivedAt,
      priority: .routine, deadline: arrival.receivedAt)
    _ = try add(reading.prioritized(by: clocks))
  }
}

extension ParsedStudy.Part {
  fileprivate var kind: StudyKind? {
    switch self {
    case .ecg: .ecg
    case .imaging: .imaging
    case .attachment: nil
    }
  }
}

extension Study {
  /// A study of attachments only gets something to read.
  fileprivate mutating func become(_ kind: StudyKind, _ facts: ParsedStudy) {
    self.kind = kind
    scope = facts.scope
    modality = facts.modality
    studyDescription = facts.studyDescription
    patientAgeYears = patientAgeYears ?? facts.patientAgeYears
  }
}
