import HubModel

// Finishing, retrying or burying a job that is gone is `not-found`: a worker whose lease lapsed while another finished
// the work must not keep its own effects.
extension SQLiteTransaction {
  func jobs(in state: Job.State, limit: Int) throws -> [Job] {
    let query = "SELECT \(Self.jobColumns) FROM job WHERE state = ? ORDER BY is_urgent DESC, id LIMIT ?"
    return try all(query, [state.rawValue, limit], Self.job)
  }

  func enqueue(_ work: Job.Work, isUrgent: Bool, notBefore: Instant) throws -> JobID {
    let (arrival, study) = work.columns
    try run(
      "INSERT INTO job (arrival, study, state, attempts, not_before, is_urgent) VALUES (?, ?, 'waiting', 0, ?, ?)",
      [arrival, study, notBefore.microseconds, isUrgent])
    return JobID(rawValue: lastInsertedID)
  }

  func leaseJobs(due now: Instant, leaseUntil: Instant, limit: Int) throws -> [Job] {
    let query = "SELECT \(Self.jobColumns) FROM job WHERE state = 'waiting' AND not_before <= ? ORDER BY is_urgent DESC, id LIMIT ?"
    return try all(query, [now.microseconds, limit], Self.job).map { due in
      try run("UPDATE job SET not_before = ?, attempts = attempts + 1 WHERE id = ?", [leaseUntil.microseconds, due.id.rawValue])
      var leased = due
      leased.notBefore = leaseUntil
      leased.attempts += 1
      return leased
    }
  }

  func complete(_ job: JobID) throws { try requireChange(run("DELETE FROM job WHERE id = ?", [job.rawValue])) }

  func retry(_ job: JobID, notBefore: Instant) throws {
    try requireChange(run("UPDATE job SET not_before = ?, state = 'waiting' WHERE id = ?", [notBefore.microseconds, job.rawValue]))
  }

  func bury(_ job: JobID) throws { try requireChange(run("UPDATE job SET state = 'dead' WHERE id = ?", [job.rawValue])) }

  private static let jobColumns = "id, arrival, study, state, attempts, not_before, is_urgent"
  private static func job(_ row: inout ColumnReader) throws -> Job {
    Job(
      id: try row.id(), work: try row.work(), state: try row.word(), attempts: try row.int(), notBefore: try row.instant(),
      isUrgent: try row.bool())
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
