import HubAPI
import HubModel

extension HubReading {
  /// - Throws: `not-found` for an episode that is absent or another tenant's.
  func requireEpisode(_ id: CriticalEpisodeID, visibleTo principal: Principal) throws -> CriticalEpisode {
    let isTheirs: (CriticalEpisode) -> Bool
    switch principal {
    case .clinic(let clinic): isTheirs = { $0.clinic == clinic }
    case .reader:
      let hospital = try requireReader(principal).hospital
      isTheirs = { $0.hospital == hospital }
    case .administrator, .auditor, .hub: throw HubError(.notPermitted)
    }
    guard let episode = try criticalEpisode(id), isTheirs(episode) else { throw HubError(.notFound) }
    return episode
  }

  func row(of episode: CriticalEpisode) throws -> CriticalRow {
    let hospitalName = try hospitals().first { $0.id == episode.hospital }?.name ?? ""
    return try CriticalRow(
      episode, patientName: try patient(episode.patient)?.identity.name ?? "", clinicName: try clinic(episode.clinic)?.name ?? "",
      hospitalName: hospitalName
    ) { actor in
      switch actor {
      case .clinic(let id): try clinic(id)?.name ?? ""
      case .reader(let id): try reader(id)?.name ?? ""
      case .administrator, .auditor, .hub: "ReadingHub"
      }
    }
  }

  /// What waits for this clinic's answer, the longest wait first.
  func alarms(of clinic: ClinicID) throws -> [CriticalEpisode] {
    try criticalEpisodes(CriticalQuery(clinic: clinic, states: [.raised, .notified], limit: 100)).reversed()
  }

  func contacts(of clinic: ClinicID) throws -> [Contact] {
    guard let text = try setting(ContactSetting.key(of: clinic)) else { return [] }
    return try SettingJSON.value(text, "contacts")
  }
}

extension HubWriting {
  /// Raises an episode for the reading's patient, or joins the open one.
  func raiseCritical(
    _ findings: [CriticalFinding], of reading: Reading, by actor: Principal, at now: Instant, _ policy: CriticalPolicy
  ) throws -> CriticalEpisode {
    let patient = try requireStudy(reading.study).patient
    var kept = try openCriticalEpisode(of: patient)
    for finding in findings {
      if let open = kept {
        let joined = try open.joined(by: finding, by: actor, at: now, policy)
        try keep(joined, after: open)
        kept = joined
      } else {
        let raised = try add(
          CriticalEpisode.raised(finding, of: patient, clinic: reading.clinic, hospital: reading.hospital, by: actor, at: now, policy))
        try recordSteps(of: raised, from: 0)
        kept = raised
      }
    }
    guard let kept else { throw HubError(.internalError, "no finding") }
    return kept
  }

  /// Keeps the steps that `next` took beyond `before`, each with its audit entry.
  func keep(_ next: CriticalEpisode, after before: CriticalEpisode) throws {
    guard next != before else { return }
    try update(next)
    try recordSteps(of: next, from: before.events.count)
  }

  private func recordSteps(of episode: CriticalEpisode, from start: Int) throws {
    for event in episode.events.dropFirst(start) {
      let detail = event.finding.map { "reading \($0.reading) \($0.code)" } ?? (event.kind == .escalated ? "level \(episode.level)" : "")
      try record(event.kind.auditAction, by: event.actor, on: "critical:\(episode.id)", detail: detail, at: event.at)
    }
  }
}

extension CriticalEvent.Kind {
  fileprivate var auditAction: AuditEvent.Action {
    switch self {
    case .raised, .reopened: .criticalRaised
    case .joined: .criticalJoined
    case .notified: .criticalNotified
    case .escalated: .criticalEscalated
    case .telephoned: .criticalTelephoned
    case .acknowledged: .criticalAcknowledged
    case .closed: .criticalClosed
    }
  }
}
