import HubModel

extension SQLiteTransaction {
  func criticalEpisode(_ id: CriticalEpisodeID) throws -> CriticalEpisode? {
    try first("SELECT \(Self.episodeColumns) FROM critical_episode WHERE id = ?", [id.rawValue], Self.episode).map(withEvents)
  }

  func openCriticalEpisode(of patient: PatientID) throws -> CriticalEpisode? {
    let query = "SELECT \(Self.episodeColumns) FROM critical_episode WHERE patient = ? AND state <> 'closed'"
    return try first(query, [patient.rawValue], Self.episode).map(withEvents)
  }

  func criticalEpisodes(of patient: PatientID) throws -> [CriticalEpisode] {
    try all("SELECT \(Self.episodeColumns) FROM critical_episode WHERE patient = ? ORDER BY id DESC", [patient.rawValue], Self.episode)
      .map(withEvents)
  }

  func criticalEpisodes(_ query: CriticalQuery) throws -> [CriticalEpisode] {
    var conditions = ["state IN (\(query.states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")))"]
    var values: Values = []
    if let clinic = query.clinic {
      conditions.append("clinic = ?")
      values.append(clinic.rawValue)
    }
    if let hospital = query.hospital {
      conditions.append("hospital = ?")
      values.append(hospital.rawValue)
    }
    let filter = conditions.joined(separator: " AND ")
    let rows = "SELECT \(Self.episodeColumns) FROM critical_episode WHERE \(filter) ORDER BY id DESC LIMIT ?"
    return try all(rows, values + [query.limit], Self.episode).map(withEvents)
  }

  func criticalEpisodes(escalatingBefore now: Instant, limit: Int) throws -> [CriticalEpisode] {
    let query = "SELECT \(Self.episodeColumns) FROM critical_episode WHERE escalates_at <= ? ORDER BY escalates_at LIMIT ?"
    return try all(query, [now.microseconds, limit], Self.episode).map(withEvents)
  }

  func criticalCursor(of clinic: ClinicID) throws -> Int64 {
    try first("SELECT ifnull(max(id), 0) FROM critical_event WHERE clinic = ?", [clinic.rawValue]) { row in try row.integer() } ?? 0
  }

  func add(_ episode: CriticalEpisode) throws -> CriticalEpisode {
    guard try openCriticalEpisode(of: episode.patient) == nil else { throw HubError(.alreadyExists, "open episode") }
    try run(
      "INSERT INTO critical_episode (\(Self.episodeColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        try episode.id.givenValue ?? numberBehindFloor(in: "critical_episode"), episode.clinic.rawValue, episode.hospital.rawValue,
        episode.patient.rawValue, episode.state.rawValue,
        episode.discoveredAt.microseconds, episode.level, episode.escalatesAt?.microseconds,
      ])
    var added = episode
    added.id = CriticalEpisodeID(rawValue: lastInsertedID)
    try append(episode.events, to: added)
    return added
  }

  func update(_ episode: CriticalEpisode) throws {
    guard let kept = try criticalEpisode(episode.id) else { throw HubError(.notFound) }
    guard episode.events.starts(with: kept.events) else { throw HubError(.storeDamaged, "critical events only grow") }
    try run(
      "UPDATE critical_episode SET state = ?, discovered_at = ?, level = ?, escalates_at = ? WHERE id = ?",
      [episode.state.rawValue, episode.discoveredAt.microseconds, episode.level, episode.escalatesAt?.microseconds, episode.id.rawValue])
    try append(Array(episode.events.dropFirst(kept.events.count)), to: episode)
  }

  private func append(_ events: [CriticalEvent], to episode: CriticalEpisode) throws {
    for event in events {
      try run(
        "INSERT INTO critical_event (id, episode, clinic, event) VALUES (?, ?, ?, ?)",
        [try numberBehindFloor(in: "critical_event"), episode.id.rawValue, episode.clinic.rawValue, try storedJSON(event)])
    }
  }

  private func withEvents(_ episode: CriticalEpisode) throws -> CriticalEpisode {
    var whole = episode
    whole.events = try all("SELECT event FROM critical_event WHERE episode = ? ORDER BY id", [episode.id.rawValue]) { row in try row.json() }
    return whole
  }

  private static let episodeColumns = "id, clinic, hospital, patient, state, discovered_at, level, escalates_at"
  private static func episode(_ row: inout ColumnReader) throws -> CriticalEpisode {
    CriticalEpisode(
      id: try row.id(), clinic: try row.id(), hospital: try row.id(), patient: try row.id(), state: try row.word(),
      discoveredAt: try row.instant(), level: try row.int(), escalatesAt: try row.optionalInstant(), events: [])
  }
}
