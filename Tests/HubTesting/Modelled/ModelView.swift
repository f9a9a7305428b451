/// What people see of a hub, as lines: of the model, and of the real one. Where two differ, somebody is told something wrong.
package struct ModelView: Equatable, Sendable {
  package var list: [String]
  package var episodes: [String]
  /// By clinic.
  package var reports: [[String]]

  package init(list: [String], episodes: [String], reports: [[String]]) {
    self.list = list
    self.episodes = episodes
    self.reports = reports
  }

  package static func reading(_ index: Int, priority: Int, deadline: Int, state: String, holder: Int?, isReady: Bool, isReview: Bool) -> String {
    "R\(index) class \(priority) due \(deadline) \(state)\(holder.map { " by \($0)" } ?? "")\(isReady ? "" : " receiving")\(isReview ? " review" : "")"
  }
  package static func episode(_ index: Int, state: String, level: Int, discoveredAt: Int, steps: [String]) -> String {
    "E\(index) \(state) level \(level) since \(discoveredAt): \(steps.joined(separator: " "))"
  }
  package static func report(_ sequence: Int, reading: Int, version: Int, acknowledgedAt: Int?) -> String {
    "#\(sequence) R\(reading) v\(version)\(acknowledgedAt.map { " acknowledged \($0)" } ?? "")"
  }
  package static func version(_ number: Int, author: Int, status: String) -> String { "v\(number) by \(author) \(status)" }
}

extension ModelHub {
  /// As a doctor of hospital 0 who reads all sees the list, finished readings too; all episodes; each clinic's reports.
  package var view: ModelView {
    ModelView(
      list: order.map(line), episodes: episodes.indices.map(episodeLine),
      reports: Self.clinics.map { clinic in
        deliveries[clinic].enumerated().map { index, delivery in
          ModelView.report(index + 1, reading: delivery.reading, version: delivery.version, acknowledgedAt: delivery.acknowledgedAt)
        }
      })
  }

  private func line(_ index: Int) -> String {
    let reading = readings[index]
    let state = reading.isCompleted ? "completed" : reading.lease == nil ? "scheduled" : "inProgress"
    return ModelView.reading(
      index, priority: priority(index), deadline: deadline(index), state: state, holder: reading.lease?.holder, isReady: reading.isReady,
      isReview: reading.task == .review)
  }

  private func episodeLine(_ index: Int) -> String {
    let episode = episodes[index]
    return ModelView.episode(
      index, state: "\(episode.state)", level: episode.level, discoveredAt: episode.discoveredAt, steps: episode.steps)
  }

  package func versionLines(_ reading: Int) -> [String] {
    readings[reading].versions.enumerated().map { index, version in
      ModelView.version(
        index + 1, author: version.author, status: version.signedBy == nil ? "draft" : version.isFinal ? "final" : "preliminary")
    }
  }
}
