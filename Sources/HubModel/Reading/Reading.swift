/// A person's work on one study: one row of the worklist. States are those of the Unified Procedure Step (PS3.4 CC.1.1).
package struct Reading: Sendable, Equatable, Codable {
  package enum State: String, Sendable, Codable, CaseIterable { case scheduled, inProgress, completed, canceled }
  /// What is to be done: write the report, review the one that is written, or write another version of one that was issued.
  package enum Task: String, Sendable, Codable, CaseIterable { case report, review, amendment }
  package enum Readiness: String, Sendable, Codable { case receiving, ready }
  package enum ScreeningState: Sendable, Equatable, Codable {
    case pending
    case screened
    /// Still in the list, marked so that nobody takes silence for health.
    case notScreened(ProblemCode)
    /// Imaging: there is nothing to screen with.
    case notApplicable
  }

  package var id: ReadingID
  package var study: StudyID
  package var clinic: ClinicID
  package var hospital: HospitalID
  package var kind: StudyKind
  package var scope: ReadingScope
  package var state: State
  package var readiness: Readiness
  package var screening: ScreeningState
  /// The core's grade; `nil` for imaging or while screening is pending.
  package var grade: Grade?
  package var isUrgent: Bool
  package var note: String?
  /// No Patient ID and no name were given: may be read, not issued.
  package var isIdentityPending: Bool
  package var firstReceivedAt: Instant
  package var lastReceivedAt: Instant
  package var priority: Priority
  package var deadline: Instant
  package var lease: Lease?
  /// The last fencing token handed out; rises with every claim, never falls.
  package var lastFencingToken: Int64
  package var completedAt: Instant?
  package var task = Task.report
  /// Who wrote the report that waits for its review, and so may not review it.
  package var reporter: ReaderID?
  /// Why the reviewing doctor gave it back.
  package var returnReason: String?
  /// What is being done to the issued report; `nil` unless one is amended.
  package var amendment: Amendment?

  package init(
    id: ReadingID, study: StudyID, clinic: ClinicID, hospital: HospitalID, kind: StudyKind, scope: ReadingScope, state: State = .scheduled,
    readiness: Readiness, screening: ScreeningState, grade: Grade? = nil, isUrgent: Bool, note: String?, isIdentityPending: Bool,
    firstReceivedAt: Instant, lastReceivedAt: Instant, priority: Priority, deadline: Instant, lease: Lease? = nil, lastFencingToken: Int64 = 0,
    completedAt: Instant? = nil
  ) {
    self.id = id
    self.study = study
    self.clinic = clinic
    self.hospital = hospital
    self.kind = kind
    self.scope = scope
    self.state = state
    self.readiness = readiness
    self.screening = screening
    self.grade = grade
    self.isUrgent = isUrgent
    self.note = note
    self.isIdentityPending = isIdentityPending
    self.firstReceivedAt = firstReceivedAt
    self.lastReceivedAt = lastReceivedAt
    self.priority = priority
    self.deadline = deadline
    self.lease = lease
    self.lastFencingToken = lastFencingToken
    self.completedAt = completedAt
  }
}

/// The right to work on a reading for a while.
package struct Lease: Sendable, Equatable, Codable {
  package var holder: ReaderID
  /// Every act on the reading names this token; an older one is refused (fencing).
  package var token: Int64
  package var expires: MonotonicInstant
  /// The same moment on the wall clock, for people.
  package var expiresAt: Instant
  package init(holder: ReaderID, token: Int64, expires: MonotonicInstant, expiresAt: Instant) {
    self.holder = holder
    self.token = token
    self.expires = expires
    self.expiresAt = expiresAt
  }
}

/// The class of a reading in the worklist; lower raw values come first.
package enum Priority: Int, Sendable, Codable, Comparable, CaseIterable {
  case critical = 0
  case emergency = 1
  case routine = 2
  package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
}
