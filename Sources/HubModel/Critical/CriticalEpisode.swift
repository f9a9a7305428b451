package typealias CriticalEpisodeID = Identifier<CriticalEpisode>

/// A critical value (危急值) of one patient, from its discovery until its clinic has said what will be done.
///
/// One patient has one open episode; what is found meanwhile joins it. The clock runs from the discovery.
package struct CriticalEpisode: Sendable, Equatable, Codable {
  package enum State: String, Sendable, Codable, CaseIterable {
    /// Found; the clinic has not been reached.
    case raised
    /// The clinic's poll has taken it, or somebody there was told on the telephone.
    case notified
    /// A named person of the clinic said what will be done.
    case acknowledged
    case closed
  }

  package var id: CriticalEpisodeID
  package var clinic: ClinicID
  package var hospital: HospitalID
  package var patient: PatientID
  package var state: State
  /// When what now waits for an answer was found; every reopening starts it anew.
  package var discoveredAt: Instant
  /// How many escalations have been made since then.
  package var level: Int
  /// The next escalation; `nil` once a person of the clinic has answered, or when the last one was made.
  package var escalatesAt: Instant?
  /// All that happened, oldest first. It only grows.
  package var events: [CriticalEvent]

  package init(
    id: CriticalEpisodeID, clinic: ClinicID, hospital: HospitalID, patient: PatientID, state: State, discoveredAt: Instant, level: Int,
    escalatesAt: Instant?, events: [CriticalEvent]
  ) {
    self.id = id
    self.clinic = clinic
    self.hospital = hospital
    self.patient = patient
    self.state = state
    self.discoveredAt = discoveredAt
    self.level = level
    self.escalatesAt = escalatesAt
    self.events = events
  }

  package var isOpen: Bool { state != .closed }
  /// Nobody of the clinic has answered yet.
  package var isWaiting: Bool { state == .raised || state == .notified }
  package var findings: [CriticalFinding] { events.compactMap(\.finding) }
  /// The answer that ended the wait, `nil` while there is none.
  package var acknowledgement: CriticalEvent? { isWaiting ? nil : events.last { $0.kind == .acknowledged } }
}

/// What made an ECG or an image critical.
package struct CriticalFinding: Sendable, Equatable, Codable {
  package var reading: ReadingID
  /// The core's statement code, or `reader` for a doctor's own words.
  package var code: String
  package var chinese: String
  package var english: String
  package init(reading: ReadingID, code: String, chinese: String, english: String) {
    self.reading = reading
    self.code = code
    self.chinese = chinese
    self.english = english
  }
}

/// One step of an episode, with who took it and when.
package struct CriticalEvent: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable { case raised, joined, notified, escalated, telephoned, acknowledged, reopened, closed }
  package var kind: Kind
  package var at: Instant
  package var actor: Principal
  package var finding: CriticalFinding?
  /// Who called, where it was told by telephone.
  package var callerName: String?
  /// Who was told, who answered, or whom an escalation names.
  package var personName: String?
  /// What will be done, what was said, or why it is closed.
  package var text: String?
  package init(
    _ kind: Kind, at now: Instant, by actor: Principal, finding: CriticalFinding? = nil, callerName: String? = nil, personName: String? = nil,
    text: String? = nil
  ) {
    self.kind = kind
    at = now
    self.actor = actor
    self.finding = finding
    self.callerName = callerName
    self.personName = personName
    self.text = text
  }
}
