import HubAPI
import HubModel
import HubTesting

/// What the real hub shows, in the model's lines.
extension ModelledHub {
  func view() async throws -> ModelView {
    let page = try await stages.worklist.page(kind: nil, includesFinished: true, limit: 500, by: principal(0))
    let (list, changed) = (page.readings.map(line), changeLines(page))
    let episodes = try await stages.critical.page(includesClosed: true, limit: 1_000, by: principal(0)).episodes
    var reports: [[String]] = []
    for clinic in ModelHub.clinics { reports.append(try await reportLines(clinic)) }
    return ModelView(list: list, episodes: episodes.reversed().map(line), reports: reports, changed: changed)
  }

  /// What the others of the hospital made of this doctor's reports.
  func changeLines(of reader: Int) async throws -> [String] {
    changeLines(try await stages.worklist.page(kind: nil, includesFinished: false, limit: 1, by: principal(reader)))
  }

  private func changeLines(_ page: WorklistPage) -> [String] {
    (page.changed ?? []).map { ModelView.change(reading: Int($0.reading.rawValue) - 1, version: $0.version, by: Int($0.by) ?? -1) }
  }

  private func line(_ row: ReadingRow) -> String {
    ModelView.reading(
      Int(row.id.rawValue) - 1, priority: row.priority.rawValue, deadline: second(row.deadline.instant), state: row.state.rawValue,
      holder: row.holderName.flatMap { Int($0) }, isReady: row.readiness == .ready,
      task: row.task.rawValue, amendment: row.amendment?.rawValue, isReturned: row.returnReason != nil,
      objects: row.objectCount, late: row.lateObjectCount)
  }

  private func line(_ row: CriticalRow) -> String {
    ModelView.episode(
      Int(row.id.rawValue) - 1, state: row.state.rawValue, level: row.level, discoveredAt: second(row.discoveredAt.instant),
      steps: row.events.map(\.kind.rawValue))
  }

  /// Also: what a clinic was once given under a number never changes.
  private func reportLines(_ clinic: Int) async throws -> [String] {
    let page = try await stages.delivering.page(
      after: 0, includesAcknowledged: true, limit: 500, wait: .seconds(0), by: principal(clinic: clinic))
    return page.reports.map { row in
      let place = "\(clinic) \(row.sequence)"
      let isSame = issued[place, default: row.pdfDigest] == row.pdfDigest
      issued[place] = row.pdfDigest
      let line = ModelView.report(
        Int(row.sequence), reading: Int(row.reading.rawValue) - 1, version: row.version, status: row.status.rawValue,
        supersededBy: row.supersededBy, acknowledgedAt: row.acknowledgedAt.map { second($0.instant) })
      return isSame ? line : line + " (other bytes)"
    }
  }

  func versionLines(_ reading: Int) async throws -> [String] {
    try await stages.reporting.versions(of: id(reading), by: principal(0)).versions.map { row in
      ModelView.version(
        row.number, author: Int(row.author) ?? -1, status: row.status.rawValue, findings: row.findings, supersedes: row.supersedes,
        isLatest: row.isLatest)
    }
  }
}
