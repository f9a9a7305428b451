/// What people see of a hub, as lines: of the model, and of the real one. Where two differ, somebody is told something wrong.
package struct ModelView: Equatable, Sendable {
  package var list: [String]
  package var episodes: [String]
  /// By clinic.
  package var reports: [[String]]
  /// What others made of doctor 0's reports.
  package var changed: [String]

  package init(list: [String], episodes: [String], reports: [[String]], changed: [String]) {
    self.list = list
    self.episodes = episodes
    self.reports = reports
    self.changed = changed
  }

  package static func reading(
    _ index: Int, priority: Int, deadline: Int, state: String, holder: Int?, isReady: Bool, task: String, amendment: String?, isReturned: Bool,
    objects: Int, late: Int
  ) -> String {
    let place = "R\(index) class \(priority) due \(deadline) \(state)\(holder.map { " by \($0)" } ?? "")\(isReady ? "" : " receiving")"
    let work = " \(task)\(amendment.map { " \($0)" } ?? "")\(isReturned ? " returned" : "")"
    return place + work + " objects \(objects)\(late > 0 ? " late \(late)" : "")"
  }
  package static func episode(_ index: Int, state: String, level: Int, discoveredAt: Int, steps: [String]) -> String {
    "E\(index) \(state) level \(level) since \(discoveredAt): \(steps.joined(separator: " "))"
  }
  package static func report(_ sequence: Int, reading: Int, version: Int, status: String, supersededBy: Int?, acknowledgedAt: Int?) -> String {
    let report = "#\(sequence) R\(reading) v\(version) \(status)"
    return report + (supersededBy.map { " superseded by v\($0)" } ?? "") + (acknowledgedAt.map { " acknowledged \($0)" } ?? "")
  }
  package static func change(reading: Int, version: Int, by: Int) -> String { "R\(reading) v\(version) by \(by)" }
  package static func version(_ number: Int, author: Int, status: String, findings: String, supersedes: Int?, isLatest: Bool) -> String {
    "v\(number) by \(author) \(status) '\(findings)'\(supersedes.map { " in place of v\($0)" } ?? "")\(isLatest ? " latest" : "")"
  }
}

extension ModelHub {
  /// As a doctor of hospital 0 who reads all sees the list, finished readings too; all episodes; each clinic's reports.
  package var view: ModelView {
    ModelView(
      list: order.map(line), episodes: episodes.indices.map(episodeLine),
      reports: Self.clinics.map { clinic in
        deliveries[clinic].enumerated().map { index, delivery in
          let last = deliveries[clinic].lastIndex { $0.reading == delivery.reading } ?? index
          return ModelView.report(
            index + 1, reading: delivery.reading, version: delivery.version, status: delivery.status,
            supersededBy: last > index ? deliveries[clinic][last].version : nil, acknowledgedAt: delivery.acknowledgedAt)
        }
      },
      changed: changeLines(of: 0))
  }

  package func changeLines(of reader: Int) -> [String] {
    changed(of: reader).map { ModelView.change(reading: $0.reading, version: $0.version, by: $0.by) }
  }

  private func line(_ index: Int) -> String {
    let reading = readings[index]
    let state = reading.isCompleted ? "completed" : reading.lease == nil ? "scheduled" : "inProgress"
    return ModelView.reading(
      index, priority: priority(index), deadline: deadline(index), state: state, holder: reading.lease?.holder, isReady: reading.isReady,
      task: "\(reading.task)", amendment: reading.amendment?.kind.rawValue, isReturned: reading.isReturned, objects: objectCount(index),
      late: lateObjectCount(index))
  }

  private func episodeLine(_ index: Int) -> String {
    let episode = episodes[index]
    return ModelView.episode(
      index, state: "\(episode.state)", level: episode.level, discoveredAt: episode.discoveredAt, steps: episode.steps)
  }

  package func versionLines(_ reading: Int) -> [String] {
    let latest = readings[reading].versions.lastIndex(where: \.isIssued)
    return readings[reading].versions.enumerated().map { index, version in
      ModelView.version(
        index + 1, author: version.author, status: version.status, findings: version.text.findings, supersedes: version.supersedes,
        isLatest: index == latest)
    }
  }
}

extension ModelHub {
  /// What a sequence has to come by for the rules of late objects and of other doctors' changes to be tested.
  package var sights: Set<String> {
    var found: Set<String> = []
    for index in readings.indices where lateObjectCount(index) > 0 {
      found.insert(readings[index].amendment == nil ? "late object" : "late object while amended")
      if readings[index].isCompleted, readings[index].grade != readings[index].screened.min() { found.insert("late ECG after the report") }
    }
    if studies.contains(where: { $0.isECG == nil }) { found.insert("document alone") }
    if Self.changing.contains(where: { !changed(of: $0).isEmpty }) { found.insert("changed report") }
    return found
  }
}
