import HubAPI
import HubModel

/// The one list of readings, and who works on what. Every change is a pure transition of `Reading` inside one commit.
package struct Worklist: Sendable {
  private let store: any HubStore
  private let clock: any HubClock
  private let clocks: ClockPolicy
  private static let maximumRows = 500

  package init(store: any HubStore, clock: any HubClock, clocks: ClockPolicy) {
    self.store = store
    self.clock = clock
    self.clocks = clocks
  }

  /// A reader's own hospital and scopes; a clinic's own studies.
  package func page(kind: StudyKind?, includesFinished: Bool, limit: Int, by principal: Principal) async throws(HubError) -> WorklistPage {
    let now = clock.now().wall
    let limit = min(max(limit, 1), Self.maximumRows)
    let (rows, changed) = try await store.ask { store in
      var query = WorklistQuery(kind: kind, limit: limit + 1)
      if includesFinished { query.states = Set(Reading.State.allCases) }
      var changed: [WorklistPage.Changed]?
      switch principal {
      case .reader:
        let reader = try store.requireReader(principal)
        query.hospital = reader.hospital
        query.scopes = reader.scopes
        changed = try store.changed(of: reader, at: now)
      case .clinic(let id): query.clinic = id
      default: throw HubError(.notPermitted)
      }
      return (try store.worklist(query), changed)
    }
    return WorklistPage(readings: rows.prefix(limit).map(ReadingRow.init), changed: changed, isTruncated: rows.count > limit, now: Timestamp(now))
  }

  package func claim(_ id: ReadingID, by principal: Principal) async throws(HubError) -> Claimed {
    let now = clock.now()
    let length = clocks.leaseLength
    return try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      try store.requireEntitled(reader, to: reading, at: now.wall)
      let claimed = try store.claim(reading, for: reader, at: now, length)
      return try store.claimed(claimed, by: reader)
    }
  }

  /// The first reading in the order of the worklist that this reader may take.
  ///
  /// - Throws: `nothing-to-claim`; `licence-not-valid` or `agreement-not-in-force` where that alone keeps this reader from all there is.
  package func claimNext(kind: StudyKind?, by principal: Principal) async throws(HubError) -> Claimed {
    let now = clock.now()
    let length = clocks.leaseLength
    return try await store.commit { store in
      let reader = try store.requireReader(principal)
      var next = NextReading(for: reader, kind: kind)
      guard var row = try next.find(in: store, at: now.wall) else { throw next.refusal ?? HubError(.nothingToClaim) }
      row.reading = try store.claim(row.reading, for: reader, at: now, length)
      row.holderName = reader.name
      return try Claimed(row)
    }
  }

  package func release(_ id: ReadingID, leaseToken: Int64, by principal: Principal) async throws(HubError) {
    let now = clock.now()
    try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      try store.updateLease(of: reading.released(by: reader.id, token: leaseToken, at: now))
      try store.record(.released, by: principal, on: "reading:\(id)", detail: "token \(leaseToken)", at: now.wall)
    }
  }

  /// Activity keeps the lease: every act of the holder renews it, and so does this.
  package func renew(_ id: ReadingID, leaseToken: Int64, by principal: Principal) async throws(HubError) -> Claimed {
    let now = clock.now()
    let length = clocks.leaseLength
    return try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      let renewed = try reading.renewed(by: reader.id, token: leaseToken, at: now, length: length)
      try store.updateLease(of: renewed)
      return try store.claimed(renewed, by: reader)
    }
  }

  /// Puts readings whose lease ran out back into the list. Returns how many.
  package func lapse(limit: Int = 200) async throws(HubError) -> Int {
    let now = clock.now()
    let found = try await store.ask { try $0.lapsedReadings(at: now.monotonic, limit: limit) }
    guard !found.isEmpty else { return 0 }
    return try await store.commit { store in
      var count = 0
      for stale in found {
        guard let reading = try store.reading(stale.id), let lapsed = reading.lapsed(at: now.monotonic) else { continue }
        try store.updateLease(of: lapsed)
        let holder = reading.lease.map { "reader:\($0.holder) token \($0.token)" } ?? ""
        try store.record(.leaseLapsed, by: .hub, on: "reading:\(reading.id)", detail: holder, at: now.wall)
        count += 1
      }
      return count
    }
  }
}

extension HubReading {
  /// What the second doctor, or who amended it, made of this doctor's reports within a day.
  fileprivate func changed(of reader: Reader, at now: Instant) throws -> [WorklistPage.Changed] {
    try changedReports(of: reader.id, since: now - .hours(24), limit: 20).map { report in
      WorklistPage.Changed(report, by: try self.reader(report.changedBy)?.name ?? "")
    }
  }
}

extension HubWriting {
  fileprivate func claim(_ reading: Reading, for reader: Reader, at now: Moment, _ length: TimeSpan) throws -> Reading {
    let isLapsing = reading.isLapsed(at: now.monotonic)
    let claimed = try reading.claimed(by: reader.id, at: now, lease: length)
    try updateLease(of: claimed)
    if isLapsing { try record(.leaseLapsed, by: .hub, on: "reading:\(reading.id)", detail: "token \(reading.lastFencingToken)", at: now.wall) }
    if claimed.lastFencingToken != reading.lastFencingToken {
      try record(
        .claimed, by: .reader(reader.id), on: "reading:\(reading.id)", detail: "token \(claimed.lastFencingToken)", at: now.wall)
    }
    return claimed
  }

  /// What a holder is told of their claim.
  func claimed(_ reading: Reading, by reader: Reader) throws -> Claimed {
    try Claimed(row(of: reading, holderName: reader.name))
  }
}

extension Claimed {
  /// - Throws: `lease-not-held`.
  fileprivate init(_ row: WorklistRow) throws(HubError) {
    guard let lease = row.reading.lease else { throw HubError(.leaseNotHeld) }
    self.init(reading: ReadingRow(row), leaseToken: lease.token, leaseExpiresAt: Timestamp(lease.expiresAt))
  }
}

extension HubReading {
  /// A reading, as it is or is about to be, with what its row shows.
  func row(of reading: Reading, holderName: String?) throws -> WorklistRow {
    guard var row = try worklistRow(of: reading.id) else { throw HubError(.storeDamaged, "reading, study, patient or clinic") }
    (row.reading, row.holderName) = (reading, holderName)
    return row
  }
}
