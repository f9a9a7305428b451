import HubModel

extension SQLiteTransaction {
  func reading(_ id: ReadingID) throws -> Reading? {
    try first("SELECT \(Self.readingColumns) FROM reading WHERE id = ?", [id.rawValue], Self.reading)
  }

  func reading(of study: StudyID) throws -> Reading? {
    try first("SELECT \(Self.readingColumns) FROM reading WHERE study = ?", [study.rawValue], Self.reading)
  }

  func lapsedReadings(at now: MonotonicInstant, limit: Int) throws -> [Reading] {
    let query = """
      SELECT \(Self.readingColumns) FROM reading INDEXED BY reading_in_progress
      WHERE state = 'inProgress' AND (lease_expires IS NULL OR lease_expires <= ?) ORDER BY lease_expires, id LIMIT ?
      """
    return try all(query, [now.microseconds, limit], Self.reading)
  }

  func quietReadings(lastReceivedBefore: Instant, limit: Int) throws -> [Reading] {
    let query = """
      SELECT \(Self.readingColumns) FROM reading INDEXED BY reading_receiving
      WHERE readiness = 'receiving' AND last_received_at < ? ORDER BY last_received_at, id LIMIT ?
      """
    return try all(query, [lastReceivedBefore.microseconds, limit], Self.reading)
  }

  func add(_ reading: Reading) throws -> Reading {
    let places = Array(repeating: "?", count: 28).joined(separator: ", ")
    let given = reading.id.rawValue == 0 ? try numberBehindFloor(in: "reading") : reading.id.rawValue
    try run("INSERT INTO reading (\(Self.readingColumns)) VALUES (\(places))", [given] + values(reading))
    var added = reading
    added.id = ReadingID(rawValue: lastInsertedID)
    return added
  }

  func update(_ reading: Reading) throws {
    let change = """
      UPDATE reading SET study = ?, clinic = ?, hospital = ?, kind = ?, scope = ?, state = ?, readiness = ?, screening = ?, \
      screening_code = ?, grade = ?, is_urgent = ?, note = ?, is_identity_pending = ?, first_received_at = ?, last_received_at = ?, \
      priority = ?, deadline = ?, lease_holder = ?, lease_token = ?, lease_expires = ?, lease_expires_at = ?, last_fencing_token = ?, \
      completed_at = ?, task = ?, reporter = ?, return_reason = ?, amendment = ? WHERE id = ?
      """
    try requireChange(run(change, values(reading) + [reading.id.rawValue]))
  }

  func updateLease(of reading: Reading) throws {
    // Columns that are named are indexed anew and checked against their tables, whether they change or not.
    let change = """
      UPDATE reading SET state = ?, lease_holder = ?, lease_token = ?, lease_expires = ?, lease_expires_at = ?, last_fencing_token = ? \
      WHERE id = ?
      """
    try requireChange(
      run(
        change,
        [
          reading.state.rawValue, reading.lease?.holder.rawValue, reading.lease?.token, reading.lease?.expires.microseconds,
          reading.lease?.expiresAt.microseconds, reading.lastFencingToken, reading.id.rawValue,
        ]))
  }

  static let readingColumns = """
    id, study, clinic, hospital, kind, scope, state, readiness, screening, screening_code, grade, is_urgent, note, is_identity_pending, \
    first_received_at, last_received_at, priority, deadline, lease_holder, lease_token, lease_expires, lease_expires_at, \
    last_fencing_token, completed_at, task, reporter, return_reason, amendment
    """
  static func reading(_ row: inout ColumnReader) throws -> Reading {
    var reading = Reading(
      id: try row.readingID(), study: try row.id(), clinic: try row.id(), hospital: try row.id(), kind: try row.word(), scope: try row.word(),
      state: try row.word(), readiness: try row.word(), screening: try row.screeningState(), grade: try row.optionalWord(),
      isUrgent: try row.bool(), note: try row.optionalText(), isIdentityPending: try row.bool(), firstReceivedAt: try row.instant(),
      lastReceivedAt: try row.instant(), priority: try row.priority(), deadline: try row.instant(), lease: try row.lease(),
      lastFencingToken: try row.integer(), completedAt: try row.optionalInstant())
    (reading.task, reading.reporter, reading.returnReason) = (try row.word(), try row.optionalID(), try row.optionalText())
    reading.amendment = try row.optionalJSON()
    return reading
  }
  /// All columns after the id.
  private func values(_ reading: Reading) throws -> Values {
    let (screening, screeningCode) = reading.screening.columns
    return [
      reading.study.rawValue, reading.clinic.rawValue, reading.hospital.rawValue, reading.kind.rawValue, reading.scope.rawValue,
      reading.state.rawValue, reading.readiness.rawValue, screening, screeningCode, reading.grade?.rawValue, reading.isUrgent, reading.note,
      reading.isIdentityPending, reading.firstReceivedAt.microseconds, reading.lastReceivedAt.microseconds, reading.priority.rawValue,
      reading.deadline.microseconds, reading.lease?.holder.rawValue, reading.lease?.token, reading.lease?.expires.microseconds,
      reading.lease?.expiresAt.microseconds, reading.lastFencingToken, reading.completedAt?.microseconds, reading.task.rawValue,
      reading.reporter?.rawValue, reading.returnReason, try reading.amendment.map { try storedJSON($0) },
    ]
  }
}

extension Reading.ScreeningState {
  fileprivate var columns: (word: String, code: String?) {
    switch self {
    case .pending: ("pending", nil)
    case .screened: ("screened", nil)
    case .notScreened(let code): ("notScreened", code.rawValue)
    case .notApplicable: ("notApplicable", nil)
    }
  }
}

extension ColumnReader {
  fileprivate mutating func screeningState() throws -> Reading.ScreeningState {
    switch (try text(), try optionalWord() as ProblemCode?) {
    case ("pending", nil): .pending
    case ("screened", nil): .screened
    case ("notScreened", let code?): .notScreened(code)
    case ("notApplicable", nil): .notApplicable
    default: throw Self.damaged
    }
  }

  fileprivate mutating func priority() throws -> Priority { try required(Priority(rawValue: try int())) }

  fileprivate mutating func lease() throws -> Lease? {
    switch (try optionalInteger(), try optionalInteger(), try optionalInteger(), try optionalInteger()) {
    case (nil, nil, nil, nil): nil
    case (let holder?, let token?, let expires?, let expiresAt?):
      Lease(
        holder: ReaderID(rawValue: holder), token: token, expires: MonotonicInstant(microseconds: expires),
        expiresAt: Instant(microseconds: expiresAt))
    default: throw Self.damaged
    }
  }
}
