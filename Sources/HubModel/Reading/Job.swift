/// Machine work: leased, retried with back-off, dead-lettered. A person's work is a `Reading`.
package struct Job: Sendable, Equatable, Codable {
  package enum Work: Sendable, Hashable, Codable {
    /// Make an arrival part of its patient, study and reading.
    case index(ArrivalID)
    /// Let the ECG core look at an object.
    case screen(StudyID, ArrivalID)
  }
  package enum State: String, Sendable, Codable { case waiting, dead }
  package var id: JobID
  package var work: Work
  package var state: State
  package var attempts: Int
  package var notBefore: Instant
  /// Jobs of urgent arrivals go first.
  package var isUrgent: Bool
  package init(id: JobID, work: Work, state: State, attempts: Int, notBefore: Instant, isUrgent: Bool) {
    self.id = id
    self.work = work
    self.state = state
    self.attempts = attempts
    self.notBefore = notBefore
    self.isUrgent = isUrgent
  }
}
