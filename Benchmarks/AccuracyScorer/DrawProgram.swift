import Drawing
import Foundation

/// `AccuracyScorer draw beats|classes|episodes|ludb-global|qtdb DIR --output PNG [--title TEXT] [--annotator atr] [--by record|stretch] [--leads NUMBERS]`
///
/// The ten worst cases among the lines of standard input as one picture: the trace with the marks of both sides, and where they differ.
struct DrawProgram {
  static let caseCount = 10
  private let words: CommandWords

  init(_ words: ArraySlice<String>) throws {
    self.words = try CommandWords(words, plainCount: 2, known: ["output", "title", "annotator", "by", "leads"])
  }

  func run() throws {
    guard let output = words["output"] else { throw ScoringFailure(reason: "--output") }
    let sheet: StripSheet
    switch words.plain[0] {
    case "beats": sheet = try beats(isByClass: false)
    case "classes": sheet = try beats(isByClass: true)
    case "episodes": sheet = try episodes()
    case let other:
      guard let kind = MarkDatabase.Kind(rawValue: other) else { throw ScoringFailure(reason: "nothing is drawn of \(other)") }
      sheet = try boundaries(kind)
    }
    guard !sheet.strips.isEmpty else { throw ScoringFailure(reason: "no errors to draw") }
    for strip in sheet.strips { print(strip.title) }
    try Data(sheet.renderPNG()).write(to: URL(fileURLWithPath: output))
  }

  private var title: String { words["title"] ?? words.plain[0] }
  private var truth: BeatTruth { BeatTruth(folder: words.folder(1), annotator: words["annotator"] ?? "atr") }

  private func beats(isByClass: Bool) throws -> StripSheet {
    var cases: [BeatCase] = []
    for line in try linesOfInput(BeatLine.self) where !isByClass || !ClassProgram.isExcluded(line.record, words) {
      cases.append(try isByClass ? BeatCase(classesOf: line, truth: truth) : BeatCase(beatsOf: line, truth: truth))
    }
    let chosen: [(BeatCase, BeatCase.Stretch)]
    if words["by"] == "stretch" {
      chosen = cases.flatMap { each in each.stretches().map { (each, $0) } }.sorted { $0.1.errors > $1.1.errors }
    } else {
      chosen = cases.filter { !$0.errors.isEmpty }.sorted { $0.rate > $1.rate }.compactMap { each in each.stretches().first.map { (each, $0) } }
    }
    let leads = words["leads"]?.split(separator: ",").compactMap { Int($0) }
    let strips = try chosen.prefix(Self.caseCount).map { try $0.0.strip($0.1, leads: leads, folder: truth.folder) }
    let legend =
      isByClass
      ? "blue above: reference (N normal, S supraventricular, V ventricular, F fusion, Q other); orange below: found; red: ventricular beats missed or falsely called"
      : "blue above: reference; orange below: found; red: missed (FN) and false (FP); ten seconds each"
    return StripSheet(title: title, legend: legend, strips: strips)
  }

  private func episodes() throws -> StripSheet {
    let cases = try linesOfInput(BeatLine.self).map { try EpisodeCase($0, truth: truth) }
    let worst = cases.sorted { $0.wrongSeconds > $1.wrongSeconds }.prefix(Self.caseCount)
    return StripSheet(
      title: title,
      legend:
        "line: RR interval of the beats found; blue above: annotated as fibrillation or flutter of the atria; orange below: found; a line each minute",
      strips: worst.map(\.strip))
  }

  private func boundaries(_ kind: MarkDatabase.Kind) throws -> StripSheet {
    let database = MarkDatabase(kind: kind, folder: words.folder(1))
    let lines = Dictionary(grouping: try linesOfInput(MarkLine.self), by: \.record)
    var cases: [BoundaryCase] = []
    for (record, lines) in lines.sorted(by: { $0.key < $1.key }) {
      guard let goals = kind.goals, let comparison = try database.comparisons(record, lines).first else { continue }
      cases.append(BoundaryCase(record: record, comparison: comparison, limits: goals.deviations))
    }
    let worst = cases.sorted { $0.cost > $1.cost }.prefix(Self.caseCount)
    let strips = try worst.map { try $0.strip(leads: kind == .qtdb ? [0, 1] : [1, 7, 10], folder: database.folder) }
    let others = kind == .qtdb ? " (first lead; yellow: second)" : ""
    return StripSheet(
      title: title,
      legend: "blue above: reference; orange below: found\(others); red: the worst mark with its error; the lines behind stand 100 ms apart",
      strips: strips, columns: 2, stripHeightMillimetres: 40)
  }
}
