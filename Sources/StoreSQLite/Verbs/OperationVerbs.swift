import HubModel

extension SQLiteTransaction {
  func operationCounts(at now: Instant) throws -> OperationCounts {
    let query = """
      SELECT state, priority, count(*), sum(deadline < ?), min(first_received_at) FROM reading \
      WHERE state IN ('scheduled', 'inProgress') GROUP BY state, priority ORDER BY state, priority
      """
    let readings = try all(query, [now.microseconds]) { row in
      OperationCounts.Waiting(
        state: try row.word(), priority: try row.required(Priority(rawValue: try row.int())), count: try row.int(), overdueCount: try row.int(),
        oldestReceivedAt: try row.instant())
    }
    let jobs = try ColumnReader.required(
      first("SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'dead'), min(not_before) FROM job") { row in
        (try row.int(), try row.int(), try row.optionalInstant())
      })
    let reports = try ColumnReader.required(first("SELECT count(*) FROM delivery WHERE acknowledged_at IS NULL") { row in try row.int() })
    let critical = try ColumnReader.required(
      first("SELECT count(*), min(discovered_at) FROM critical_episode WHERE state IN ('raised', 'notified')") { row in
        (try row.int(), try row.optionalInstant())
      })
    return OperationCounts(
      readings: readings, waitingJobs: jobs.0, deadJobs: jobs.1, oldestJobDueAt: jobs.0 > 0 ? jobs.2 : nil, unacknowledgedReports: reports,
      unansweredCritical: critical.0, oldestUnansweredCriticalAt: critical.1)
  }
}
