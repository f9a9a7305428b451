/// The lawful ways of an episode (docs/state-machines.md). Each returns the next value or throws `HubError`; none touches a store.
extension CriticalEpisode {
  /// A new episode. The store gives it its number.
  package static func raised(
    _ finding: CriticalFinding, of patient: PatientID, clinic: ClinicID, hospital: HospitalID, by actor: Principal, at now: Instant,
    _ policy: CriticalPolicy
  ) -> CriticalEpisode {
    CriticalEpisode(
      id: CriticalEpisodeID(rawValue: 0), clinic: clinic, hospital: hospital, patient: patient, state: .raised, discoveredAt: now, level: 0,
      escalatesAt: policy.escalation(after: 0, from: now), events: [CriticalEvent(.raised, at: now, by: actor, finding: finding)])
  }

  /// A further finding of the same patient. What was answered already and is found again changes nothing; what is new must be told again.
  ///
  /// - Throws: `episode-closed`.
  package func joined(by finding: CriticalFinding, by actor: Principal, at now: Instant, _ policy: CriticalPolicy) throws(HubError) -> CriticalEpisode
  {
    guard isOpen else { throw HubError(.episodeClosed) }
    let isKnown = findings.contains { $0.code == finding.code && $0.code != CriticalFinding.readerCode }
    var next = self
    next.events.append(CriticalEvent(.joined, at: now, by: actor, finding: finding))
    return state == .acknowledged && !isKnown ? next.waitingAnew(by: actor, at: now, policy) : next
  }

  /// A report of the patient was amended: what was answered rests on words that stand no longer. Answered or closed, it waits anew and
  /// its clock starts with the amendment; while it still waits, the clock runs on and the change is told as well.
  package func amended(by finding: CriticalFinding, reason: String, by actor: Principal, at now: Instant, _ policy: CriticalPolicy)
    -> CriticalEpisode
  {
    var next = self
    if isWaiting {
      next.state = .raised
      next.events.append(CriticalEvent(.joined, at: now, by: actor, finding: finding, text: reason))
      return next
    }
    return next.waitingAnew(by: actor, at: now, policy, finding: finding, text: reason)
  }

  /// The clinic's poll took it. Asking again is no second telling.
  package func notified(by clinic: Principal, at now: Instant) -> CriticalEpisode {
    guard state == .raised else { return self }
    var next = self
    next.state = .notified
    next.events.append(CriticalEvent(.notified, at: now, by: clinic))
    return next
  }

  /// Told on the telephone, with the names of both sides and what was said.
  ///
  /// - Throws: `episode-closed`.
  package func telephoned(
    caller: String, person: String, text: String, by actor: Principal, at now: Instant
  ) throws(HubError) -> CriticalEpisode {
    guard isOpen else { throw HubError(.episodeClosed) }
    var next = self
    if state == .raised { next.state = .notified }
    next.events.append(CriticalEvent(.telephoned, at: now, by: actor, callerName: caller, personName: person, text: text))
    return next
  }

  /// A named person of the clinic says what will be done; escalation ends. The first answer counts, a repeat changes nothing.
  ///
  /// - Throws: `episode-closed`.
  package func acknowledged(person: String, action: String, by clinic: Principal, at now: Instant) throws(HubError) -> CriticalEpisode {
    guard isOpen else { throw HubError(.episodeClosed) }
    guard isWaiting else { return self }
    var next = self
    next.state = .acknowledged
    next.escalatesAt = nil
    next.events.append(CriticalEvent(.acknowledged, at: now, by: clinic, personName: person, text: action))
    return next
  }

  /// The next escalation, where its time has come; `nil` otherwise.
  package func escalated(to contacts: [Contact], at now: Instant, _ policy: CriticalPolicy) -> CriticalEpisode? {
    guard isWaiting, let due = escalatesAt, due <= now else { return nil }
    var next = self
    next.level += 1
    next.escalatesAt = policy.escalation(after: next.level, from: discoveredAt)
    let called = contacts.filter { $0.level <= next.level }
    let names = called.map { "\($0.name) \($0.phone)" }.joined(separator: ", ")
    next.events.append(
      CriticalEvent(.escalated, at: now, by: .hub, personName: names.isEmpty ? nil : names, text: String(next.level)))
    return next
  }

  /// Told, answered and done with.
  ///
  /// - Throws: `episode-waiting` while nobody of the clinic has answered; `episode-closed`.
  package func closed(by actor: Principal, text: String?, at now: Instant) throws(HubError) -> CriticalEpisode {
    guard isOpen else { throw HubError(.episodeClosed) }
    guard state == .acknowledged else { throw HubError(.episodeWaiting) }
    var next = self
    next.state = .closed
    next.events.append(CriticalEvent(.closed, at: now, by: actor, text: text))
    return next
  }

  private func waitingAnew(
    by actor: Principal, at now: Instant, _ policy: CriticalPolicy, finding: CriticalFinding? = nil, text: String? = nil
  ) -> CriticalEpisode {
    var next = self
    next.state = .raised
    next.discoveredAt = now
    next.level = 0
    next.escalatesAt = policy.escalation(after: 0, from: now)
    next.events.append(CriticalEvent(.reopened, at: now, by: actor, finding: finding, text: text))
    return next
  }
}

extension CriticalFinding {
  /// A doctor's own words instead of the core's code.
  package static let readerCode = "reader"

  /// A report was amended; the code is the new version's FHIR status.
  package static func amended(_ kind: AmendmentKind, of reading: ReadingID, reason: String) -> CriticalFinding {
    let (chinese, english) =
      switch kind {
      case .amended: ("报告已修订", "Report amended")
      case .corrected: ("报告已更正", "Report corrected")
      case .appended: ("报告有补充", "Report appended")
      case .withdrawn: ("报告已撤回", "Report withdrawn")
      }
    return CriticalFinding(reading: reading, code: kind.rawValue, chinese: "\(chinese)：\(reason)", english: "\(english): \(reason)")
  }
}
