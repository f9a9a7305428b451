import HubModel

// Finishing, retrying or burying a job that is gone is `not-found`: a worker whose lease lapsed while another finished
// the work must not keep its own effects.
extension SQLiteTransaction {
  func jobs(in state: Job.State, limit: Int) throws -> [Job] {
    let query = "SELECT \(Self.jobColumns) FROM job WHERE state = ? ORDER BY is_urgent DESC, id LIMIT ?"
    return try all(query, [state.rawValue, limit], Self.job)
  }

  func enqueue(_ work: Job.Work, in lane: Job.Lane, isUrgent: Bool, notBefore: Instant) throws -> JobID {
    let (arrival, study) = work.columns
    let turn = try nextTurn(of: arrival, lane, isUrgent: isUrgent)
    try run(
      "INSERT INTO job (arrival, study, lane, state, attempts, not_before, is_urgent, turn) VALUES (?, ?, ?, 'waiting', 0, ?, ?, ?)",
      [arrival, study, lane.rawValue, notBefore.microseconds, isUrgent, turn])
    return JobID(rawValue: lastInsertedID)
  }

  /// One after the clinic's last, or after the last that was leased where that is more.
  private func nextTurn(of arrival: Int64, _ lane: Job.Lane, isUrgent: Bool) throws -> Int64 {
    let query = """
      INSERT INTO job_turn (lane, is_urgent, clinic, turn) \
      SELECT ?, ?, clinic, 1 + ifnull((SELECT turn FROM job_served WHERE lane = ? AND is_urgent = ?), 0) FROM arrival WHERE id = ? \
      ON CONFLICT DO UPDATE SET turn = max(turn + 1, excluded.turn) RETURNING turn
      """
    let turn = try first(query, [lane.rawValue, isUrgent, lane.rawValue, isUrgent, arrival]) { row in try row.integer() }
    guard let turn else { throw HubError(.notFound) }
    return turn
  }

  func leaseJobs(in lane: Job.Lane, due now: Instant, leaseUntil: Instant, limit: Int) throws -> [Job] {
    let urgent = try due(lane, isUrgent: true, at: now, limit: limit)
    let others = try due(lane, isUrgent: false, at: now, limit: max(limit - urgent.count, min(1, limit - 1)))
    let lot = urgent.prefix(limit - others.count) + others
    for (job, turn) in lot {
      try run("UPDATE job SET not_before = ?, attempts = attempts + 1 WHERE id = ?", [leaseUntil.microseconds, job.id.rawValue])
      let serve = """
        INSERT INTO job_served (lane, is_urgent, turn) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET turn = excluded.turn \
        WHERE excluded.turn > turn
        """
      try run(serve, [lane.rawValue, job.isUrgent, turn])
    }
    return lot.map { job, _ in
      var leased = job
      leased.notBefore = leaseUntil
      leased.attempts += 1
      return leased
    }
  }

  private func due(_ lane: Job.Lane, isUrgent: Bool, at now: Instant, limit: Int) throws -> [(job: Job, turn: Int64)] {
    guard limit > 0 else { return [] }
    let query = """
      SELECT \(Self.jobColumns), turn FROM job INDEXED BY job_in_order \
      WHERE state = 'waiting' AND lane = ? AND is_urgent = ? AND not_before <= ? ORDER BY turn, id LIMIT ?
      """
    return try all(query, [lane.rawValue, isUrgent, now.microseconds, limit]) { row in (try Self.job(&row), try row.integer()) }
  }

  func complete(_ job: JobID) throws { try requireChange(run("DELETE FROM job WHERE id = ?", [job.rawValue])) }

  func retry(_ job: JobID, notBefore: Instant) throws {
    try requireChange(run("UPDATE job SET not_before = ?, state = 'waiting' WHERE id = ?", [notBefore.microseconds, job.rawValue]))
  }

  func bury(_ job: JobID) throws { try requireChange(run("UPDATE job SET state = 'dead' WHERE id = ?", [job.rawValue])) }

  private static let jobColumns = "id, arrival, study, lane, state, attempts, not_before, is_urgent"
  private static func job(_ row: inout ColumnReader) throws -> Job {
    Job(
      id: try row.id(), work: try row.work(), lane: try row.word(), state: try row.word(), attempts: try row.int(),
      notBefore: try row.instant(), isUrgent: try row.bool())
  }
}

extension Job.Work {
  fileprivate var columns: (arrival: Int64, study: Int64?) {
    switch self {
    case .index(let arrival): (arrival.rawValue, nil)
    case .screen(let study, let arrival): (arrival.rawValue, study.rawValue)
    }
  }
}

extension ColumnReader {
  fileprivate mutating func work() throws -> Job.Work {
    let arrival: ArrivalID = try id()
    let study: StudyID? = try optionalID()
    return study.map { .screen($0, arrival) } ?? .index(arrival)
  }
}
