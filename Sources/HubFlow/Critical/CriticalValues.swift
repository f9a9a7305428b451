import HubAPI
import HubModel

/// Critical values (危急值): raised by the core's grade or by a doctor, told through the clinic's poll or by telephone, answered by a named
/// person, escalated while nobody answers. Each step is a pure transition of `CriticalEpisode` inside one commit with its audit entry.
package struct CriticalValues: Sendable {
  private let store: any HubStore
  private let clock: any HubClock
  private let policy: CriticalPolicy
  private let bell: DeliveryBell

  package init(store: any HubStore, clock: any HubClock, policy: CriticalPolicy, bell: DeliveryBell) {
    self.store = store
    self.clock = clock
    self.policy = policy
    self.bell = bell
  }

  /// A clinic's own, or those of the patients a doctor's hospital reads for; newest first.
  package func page(includesClosed: Bool, limit: Int, by principal: Principal) async throws(HubError) -> CriticalPage {
    let now = clock.now().wall
    let rows = try await store.ask { store in
      var query = CriticalQuery(limit: min(max(limit, 1), 1_000))
      if includesClosed { query.states = Set(CriticalEpisode.State.allCases) }
      switch principal {
      case .clinic(let id): query.clinic = id
      case .reader: query.hospital = try store.requireReader(principal).hospital
      default: throw HubError(.notPermitted)
      }
      return try store.criticalEpisodes(query).map { try store.row(of: $0) }
    }
    return CriticalPage(episodes: rows, now: Timestamp(now))
  }

  package func episode(_ id: CriticalEpisodeID, by principal: Principal) async throws(HubError) -> CriticalRow {
    try await store.ask { store in try store.row(of: store.requireEpisode(id, visibleTo: principal)) }
  }

  /// A doctor who may see the reading found something that cannot wait. It joins the patient's open episode where there is one.
  ///
  /// - Throws: `not-found`, `bad-request` without words.
  package func raise(_ new: NewCritical, of id: ReadingID, by principal: Principal) async throws(HubError) -> CriticalRow {
    let text = try Administration.plainText(new.text, "text", maximumLength: Self.maximumTextCharacters)
    let finding = CriticalFinding(reading: id, code: CriticalFinding.readerCode, chinese: text, english: text)
    let now = clock.now().wall
    let policy = policy
    let (row, clinic) = try await store.commit { store in
      let reading = try store.requireReading(id, visibleTo: try store.requireReader(principal))
      return (try store.row(of: store.raiseCritical([finding], of: reading, by: principal, at: now, policy)), reading.clinic)
    }
    await bell.ring(clinic)
    return row
  }

  /// Safe to repeat: the first answer counts.
  ///
  /// - Throws: `bad-request` without a name or without words on what will be done; `episode-closed`.
  package func acknowledge(
    _ id: CriticalEpisodeID, _ answer: CriticalAcknowledgement, by principal: Principal
  ) async throws(HubError) -> CriticalRow {
    _ = try Access.requireClinic(principal)
    let name = try Administration.plainText(answer.name, "name")
    let action = try Administration.plainText(answer.action, "action", maximumLength: Self.maximumTextCharacters)
    return try await change(id, by: principal) { episode, now throws(HubError) in
      try episode.acknowledged(person: name, action: action, by: principal, at: now)
    }
  }

  /// - Throws: `bad-request` without the name of who was told or without what was said; `episode-closed`.
  package func tell(_ id: CriticalEpisodeID, _ call: CriticalCall, by principal: Principal) async throws(HubError) -> CriticalRow {
    _ = try Access.requireReader(principal)
    let person = try Administration.plainText(call.personName, "personName")
    let text = try Administration.plainText(call.text, "text", maximumLength: Self.maximumTextCharacters)
    let own = try await store.ask { try $0.requireReader(principal).name }
    let caller = try call.callerName.map { (name) throws(HubError) in try Administration.plainText(name, "callerName") } ?? own
    return try await change(id, by: principal) { episode, now throws(HubError) in
      try episode.telephoned(caller: caller, person: person, text: text, by: principal, at: now)
    }
  }

  /// - Throws: `episode-waiting`, `episode-closed`.
  package func close(_ id: CriticalEpisodeID, _ closure: CriticalClosure, by principal: Principal) async throws(HubError) -> CriticalRow {
    _ = try Access.requireReader(principal)
    let note = try closure.note.map { (note) throws(HubError) in
      try Administration.plainText(note, "note", maximumLength: Self.maximumTextCharacters)
    }
    return try await change(id, by: principal) { episode, now throws(HubError) in try episode.closed(by: principal, text: note, at: now) }
  }

  /// Escalates what has waited too long. Returns how many.
  package func escalateDue(limit: Int = 200) async throws(HubError) -> Int {
    let now = clock.now().wall
    let policy = policy
    let due = try await store.ask { try $0.criticalEpisodes(escalatingBefore: now, limit: limit) }
    guard !due.isEmpty else { return 0 }
    let clinics = try await store.commit { store in
      var clinics: [ClinicID] = []
      for stale in due {
        guard let episode = try store.criticalEpisode(stale.id) else { continue }
        let contacts = try store.contacts(of: episode.clinic)
        guard let escalated = episode.escalated(to: contacts, at: now, policy) else { continue }
        try store.keep(escalated, after: episode)
        clinics.append(episode.clinic)
      }
      return clinics
    }
    for clinic in Set(clinics) { await bell.ring(clinic) }
    return clinics.count
  }

  private static let maximumTextCharacters = 2_000

  /// One step in one commit; then the clinic's waiting poll is rung.
  private func change(
    _ id: CriticalEpisodeID, by principal: Principal, _ step: @escaping @Sendable (CriticalEpisode, Instant) throws(HubError) -> CriticalEpisode
  ) async throws(HubError) -> CriticalRow {
    let now = clock.now().wall
    let (row, clinic) = try await store.commit { store in
      let episode = try store.requireEpisode(id, visibleTo: principal)
      let next = try step(episode, now)
      try store.keep(next, after: episode)
      return (try store.row(of: next), next.clinic)
    }
    await bell.ring(clinic)
    return row
  }
}
