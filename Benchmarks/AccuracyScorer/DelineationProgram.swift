import Foundation

/// `AccuracyScorer ludb DIR`, `AccuracyScorer ludb-global DIR`, `AccuracyScorer qtdb DIR` `[--figures FILE]`
///
/// Read lines of `readinghub ecg delineate` (`--global` for `ludb-global`, `--lead-ids index` for `qtdb`) from standard input and the truth from
/// `DIR/<record>.<lead>` or `DIR/<record>.q1c`. LUDB: each lead against its own marks, or one line a record against the leads' consensus. QTDB:
/// each lead against the cardiologist's marks, and beat by beat the better of the two (Martínez 2004).
struct DelineationProgram {
  private let database: MarkDatabase
  private let words: CommandWords

  init(_ kind: MarkDatabase.Kind, _ words: ArraySlice<String>) throws {
    self.words = try CommandWords(words, plainCount: 1, known: ["figures"])
    database = MarkDatabase(kind: kind, folder: self.words.folder(0))
  }

  func run() throws {
    var scores: [String: [String: DelineationScore]] = [:]
    let lines = Dictionary(grouping: try linesOfInput(MarkLine.self), by: \.record)
    for (record, lines) in lines.sorted(by: { $0.key < $1.key }) {
      for comparison in try database.comparisons(record, lines) {
        for (key, result) in comparison.results() {
          scores[comparison.group, default: [:]][key, default: DelineationScore(countsFalsePositives: database.kind != .qtdb)].add(
            record: record, references: comparison.truth[key].count, falsePositives: result.falseMarks.count,
            errors: result.errors.sorted { $0.key < $1.key }.map(\.value))
        }
      }
    }
    for (group, rows) in scores.sorted(by: { $0.key < $1.key }) {
      print("\(group)\n                n      Se      +P    mean      SD   SDrec")
      for key in WaveMarks.keys { if let score = rows[key] { print(score.row(key)) } }
      try Figure.report(figures(group, rows), file: words["figures"])
    }
  }

  /// Of the groups that have goals.
  private func figures(_ group: String, _ rows: [String: DelineationScore]) -> [Figure] {
    guard let goals = database.kind.goals, group == "global" || group == "better lead per beat" else { return [] }
    let deviation = database.kind == .qtdb ? DelineationScore.recordDeviation : DelineationScore.pooledDeviation
    let boundaries: [Figure] = goals.deviations.flatMap { key, limit in
      guard let score = rows[key] else { return [Figure]() }
      let work = "\(database.kind.title), \(key)"
      return [
        Figure(work, "SD", unit: "ms", units: score.units, count: score.count, goal: .atMost(limit), statistic: deviation),
        Figure(work, "bias", unit: "ms", units: score.units, count: score.count, goal: .within(goals.bias), statistic: DelineationScore.bias),
      ]
    }
    let waves: [Figure] = goals.sensitivities.flatMap { wave, limit in
      guard let score = rows[wave + "_off"] else { return [Figure]() }
      let (work, units) = ("\(database.kind.title), \(wave.uppercased())", score.units)
      let sensitivity = Figure(
        work, "Se", unit: "%", units: units, count: score.count, goal: .atLeast(limit), statistic: DelineationScore.sensitivity)
      guard let least = goals.positivePredictivity else { return [sensitivity] }
      return [
        sensitivity,
        Figure(work, "+P", unit: "%", units: units, count: score.count, goal: .atLeast(least), statistic: DelineationScore.positivePredictivity),
      ]
    }
    return boundaries + waves
  }
}
