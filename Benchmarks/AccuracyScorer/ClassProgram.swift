import Foundation

/// `AccuracyScorer classes DIR [--exclude 102,104,107,217]` and `AccuracyScorer episodes DIR`, both with `[--goal PERCENT,PERCENT] [--work TITLE]
/// [--figures FILE]`
///
/// Lines of `readinghub ecg beats` from standard input against `DIR/<record>.atr`: ventricular beats among the others, and atrial fibrillation by time. Goals are for Se and for PPV or Sp.
struct ClassProgram {
  static let options: Set<String> = ["exclude", "goal", "work", "figures"]
  /// Paced records are left out of class scores (ANSI/AAMI EC57).
  private static let paced = "102,104,107,217"
  private let words: CommandWords
  private let truth: BeatTruth

  init(_ words: ArraySlice<String>) throws {
    self.words = try CommandWords(words, plainCount: 1, known: Self.options)
    truth = BeatTruth(folder: self.words.folder(0), annotator: "atr")
  }

  static func isExcluded(_ record: String, _ words: CommandWords) -> Bool {
    (words["exclude"] ?? paced).split(separator: ",").contains { $0 == record }
  }

  func scoreClasses() throws {
    var scores: [ClassScore] = []
    for line in try linesOfInput(BeatLine.self) where !Self.isExcluded(line.record, words) {
      let score = ClassScore(line, truth: try truth.marks(line.record), rateHertz: try RecordHeader(line.record, in: truth.folder).rateHertz)
      print(score.row(line.record))
      scores.append(score)
    }
    let all = scores.reduce(into: ClassScore()) { $0.add($1) }
    print(all.row("gross") + "\n" + all.table)
    let work = words["work"] ?? "V against N"
    let count = "\(all.ventricular) V, \(scores.count) records"
    let units = scores.map(\.score.parts)
    try Figure.report(
      [
        Figure(work, "Se", unit: "%", units: units, count: count, goal: words.goal(0), statistic: Score.sensitivity),
        Figure(work, "PPV", unit: "%", units: units, count: count, goal: words.goal(1), statistic: Score.positivePredictivity),
      ], file: words["figures"])
  }

  func scoreEpisodes() throws {
    var scores: [EpisodeScore] = []
    for line in try linesOfInput(BeatLine.self) {
      let header = try RecordHeader(line.record, in: truth.folder)
      let score = EpisodeScore(
        line.episodes ?? [], truth: try truth.marks(line.record), sampleCount: header.sampleCount, rateHertz: header.rateHertz)
      print(score.row(line.record))
      scores.append(score)
    }
    let all = scores.reduce(into: EpisodeScore()) { $0.add($1) }
    print(all.row("gross"))
    let work = words["work"] ?? "AF by time"
    let units = scores.map(\.parts)
    let count = "\(Int(all.seconds / 60)) min, \(scores.count) records"
    try Figure.report(
      [
        Figure(work, "Se", unit: "%", units: units, count: count, goal: words.goal(0), statistic: EpisodeScore.sensitivity),
        Figure(work, "Sp", unit: "%", units: units, count: count, goal: words.goal(1), statistic: EpisodeScore.specificity),
      ], file: words["figures"])
  }
}
