import ECGCore
import HubAPI
import HubModel

/// What readers say of the core's statements, kept beside them: the screening itself never changes.
package struct Overriding: Sendable {
  private let store: any HubStore
  private let clock: any HubClock

  package init(store: any HubStore, clock: any HubClock) {
    self.store = store
    self.clock = clock
  }

  /// A statement that was said can be called overcalled, one that was not missed, and either taken back.
  ///
  /// - Returns: what counts of this reading now.
  /// - Throws: `not-found` for a reading without a screening; `bad-request` for an unknown code, or a verdict that does not fit what was said.
  package func override(_ new: NewOverride, of id: ReadingID, by principal: Principal) async throws(HubError) -> OverrideRows {
    let now = clock.now().wall
    return try await store.commit { store in
      let reader = try store.requireReader(principal)
      let reading = try store.requireReading(id, visibleTo: reader)
      guard let screening = try store.screenings(of: reading.study).last else { throw HubError(.notFound) }
      let isSaid = screening.findings.contains { $0.code == new.code }
      guard isSaid || ECGStatement.text(ofCode: new.code) != nil else { throw HubError(.badRequest, "code") }
      switch new.verdict {
      case .missed: guard !isSaid else { throw HubError(.badRequest, "missed: the statement was made") }
      case .overcalled: guard isSaid else { throw HubError(.badRequest, "overcalled: the statement was not made") }
      case .withdrawn:
        guard try store.overrides(of: id).contains(where: { $0.reader == reader.id && $0.code == new.code }) else {
          throw HubError(.badRequest, "withdrawn: nothing was said of this statement")
        }
      }
      try store.add(
        StatementOverride(
          reading: id, reader: reader.id, at: now, algorithmVersion: screening.algorithmVersion, code: new.code, verdict: new.verdict))
      try store.record(
        .statementOverridden, by: principal, on: "reading:\(id)", detail: "\(new.verdict.rawValue) \(new.code) \(screening.algorithmVersion)",
        at: now)
      return OverrideRows(overrides: try store.standingOverrides(of: reading))
    }
  }

  /// Over a reader's own hospital; for an administrator over all.
  package func counts(by principal: Principal) async throws(HubError) -> OverrideCounts {
    try await store.ask { store in
      let hospital = principal == .administrator ? nil : try store.requireReader(principal).hospital
      return OverrideCounts(
        counts: try store.overrideCounts(of: hospital).map { count in
          let text = ECGStatement.text(ofCode: count.code) ?? BilingualText(chinese: count.code, english: count.code)
          return OverrideCountRow(
            code: count.code, chinese: text.chinese, english: text.english, algorithmVersion: count.algorithmVersion, missed: count.missed,
            overcalled: count.overcalled)
        })
    }
  }
}

extension HubReading {
  /// The last word of each reader on each code, without those taken back, in the order in which they were said.
  func standingOverrides(of reading: Reading) throws -> [OverrideRow] {
    let all = try overrides(of: reading.id)
    let standing = all.enumerated().filter { index, override in
      override.verdict != .withdrawn && !all[(index + 1)...].contains { $0.reader == override.reader && $0.code == override.code }
    }
    return try standing.map { _, override in
      let text = ECGStatement.text(ofCode: override.code) ?? BilingualText(chinese: override.code, english: override.code)
      return OverrideRow(
        code: override.code, chinese: text.chinese, english: text.english, verdict: override.verdict,
        readerName: try reader(override.reader)?.name ?? "", at: Timestamp(override.at), algorithmVersion: override.algorithmVersion)
    }
  }
}
