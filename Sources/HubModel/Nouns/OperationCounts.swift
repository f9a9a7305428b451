/// What an operator watches, counted at one moment; no person in it.
package struct OperationCounts: Sendable, Equatable {
  /// Readings that are not finished, by state and priority.
  package struct Waiting: Sendable, Equatable {
    package var state: Reading.State
    package var priority: Priority
    package var count: Int
    package var overdueCount: Int
    /// When the first object of the oldest of them arrived.
    package var oldestReceivedAt: Instant
    package init(state: Reading.State, priority: Priority, count: Int, overdueCount: Int, oldestReceivedAt: Instant) {
      self.state = state
      self.priority = priority
      self.count = count
      self.overdueCount = overdueCount
      self.oldestReceivedAt = oldestReceivedAt
    }
  }
  package var readings: [Waiting]
  package var waitingJobs: Int
  package var deadJobs: Int
  /// When the oldest waiting job may run, or might have.
  package var oldestJobDueAt: Instant?
  package var unacknowledgedReports: Int
  package var unansweredCritical: Int
  package var oldestUnansweredCriticalAt: Instant?
  package init(
    readings: [Waiting], waitingJobs: Int, deadJobs: Int, oldestJobDueAt: Instant?, unacknowledgedReports: Int, unansweredCritical: Int,
    oldestUnansweredCriticalAt: Instant?
  ) {
    self.readings = readings
    self.waitingJobs = waitingJobs
    self.deadJobs = deadJobs
    self.oldestJobDueAt = oldestJobDueAt
    self.unacknowledgedReports = unacknowledgedReports
    self.unansweredCritical = unansweredCritical
    self.oldestUnansweredCriticalAt = oldestUnansweredCriticalAt
  }
}
