/// Machine work: leased, retried with back-off, dead-lettered. A person's work is a `Reading`.
package struct Job: Sendable, Equatable, Codable {
  package enum Work: Sendable, Hashable, Codable {
    /// Make an arrival part of its patient, study and reading.
    case index(ArrivalID)
    /// Let the ECG core look at an object.
    case screen(StudyID, ArrivalID)
  }
  /// Each lane has workers of its own: what waits in one keeps none of another waiting.
  package enum Lane: String, Sendable, Codable, CaseIterable {
    /// Joining arrivals to their studies: a commit each.
    case index
    case screening
    /// Screening of recordings that are worked on one at a time.
    case long
  }
  package enum State: String, Sendable, Codable { case waiting, dead }
  package var id: JobID
  package var work: Work
  package var lane: Lane
  package var state: State
  package var attempts: Int
  package var notBefore: Instant
  /// Jobs of urgent arrivals go first.
  package var isUrgent: Bool
  package init(id: JobID, work: Work, lane: Lane, state: State, attempts: Int, notBefore: Instant, isUrgent: Bool) {
    self.id = id
    self.work = work
    self.lane = lane
    self.state = state
    self.attempts = attempts
    self.notBefore = notBefore
    self.isUrgent = isUrgent
  }
}
