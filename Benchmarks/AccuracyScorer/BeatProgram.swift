import Foundation

/// `AccuracyScorer mitdb DIR [--annotator atr] [--minimum PERCENT] [--work TITLE] [--goal PERCENT[,PERCENT]] [--goal-error PERCENT]
/// [--unit record|minute] [--figures FILE]`
///
/// Lines of `readinghub ecg beats` from standard input against `DIR/<record>.<annotator>`. Prints each record, the gross sum for each lead, and the figures
/// with their intervals over records, or over minutes. Goals are for Se and +P, and for (FN + FP) / beats. False when a gross figure is below the minimum.
struct BeatProgram {
  static let options: Set<String> = ["annotator", "minimum", "work", "goal", "goal-error", "unit", "figures"]
  private let words: CommandWords
  private let truth: BeatTruth

  init(_ words: ArraySlice<String>) throws {
    self.words = try CommandWords(words, plainCount: 1, known: Self.options)
    truth = BeatTruth(folder: self.words.folder(0), annotator: self.words["annotator"] ?? "atr")
  }

  func run() throws -> Bool {
    let minimum = try words.number("minimum")
    var leads: [String: [(record: String, comparison: BeatComparison, rateHertz: Double)]] = [:]
    for line in try linesOfInput(BeatLine.self) {
      let (comparison, rate) = try truth.compare(line)
      leads[line.lead, default: []].append((line.record, comparison, rate))
    }
    var isEnough = true
    for (lead, rows) in leads.sorted(by: { $0.key < $1.key }) {
      print("lead \(lead)\n    record   beats      TP      FN      FP       Se       +P")
      for row in rows.sorted(by: { $0.record < $1.record }) { print(Self.row(row.record, row.comparison.score)) }
      let gross = rows.reduce(Score()) { $0 + $1.comparison.score }
      print(Self.row("gross", gross))
      let units = words["unit"] == "minute" ? rows.flatMap { $0.comparison.minutes(rateHertz: $0.rateHertz) } : rows.map(\.comparison.score)
      try report(units.map(\.parts), count: "\(gross.beats) beats, \(rows.count) records", lead: lead)
      if let minimum, min(gross.sensitivity, gross.positivePredictivity) < minimum { isEnough = false }
    }
    return isEnough
  }

  private func report(_ units: [[Double]], count: String, lead: String) throws {
    let work = words["work"] ?? "lead \(lead)"
    var figures = [
      Figure(work, "Se", unit: "%", units: units, count: count, goal: words.goal(0), statistic: Score.sensitivity),
      Figure(work, "+P", unit: "%", units: units, count: count, goal: words.goal(1), statistic: Score.positivePredictivity),
    ]
    if let limit = try words.number("goal-error") {
      figures.append(Figure(work, "(FN+FP)/beats", unit: "%", units: units, count: count, goal: .atMost(limit), statistic: Score.error))
    }
    try Figure.report(figures, file: words["figures"])
  }

  private static func row(_ name: String, _ score: Score) -> String {
    func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
    let counts = [score.beats, score.truePositives, score.falseNegatives, score.falsePositives].map { padded(String($0), 8) }.joined()
    let rates = [score.sensitivity, score.positivePredictivity].map { padded(String(format: "%.3f", $0), 9) }.joined()
    return padded(name, 10) + counts + rates
  }
}

/// Where the reference beats lie.
struct BeatTruth {
  var folder: URL
  var annotator: String

  func marks(_ record: String) throws -> AnnotationFile {
    try AnnotationFile(folder.appendingPathComponent("\(record).\(annotator)"))
  }

  func compare(_ line: BeatLine) throws -> (BeatComparison, rateHertz: Double) {
    let reference = try marks(line.record).reference()
    let rate = try RecordHeader(line.record, in: folder).rateHertz
    return (BeatComparison(detections: line.samples, beats: reference.beats, excluded: reference.excluded, windowSamples: 0.15 * rate), rate)
  }
}

/// A line of `readinghub ecg beats`; programs that find beats alone leave out classes and episodes.
struct BeatLine: Decodable {
  struct Episode: Decodable {
    var start: Int
    var end: Int
    var kind: String
  }

  var record: String
  var lead: String
  var samples: [Int]
  var classes: [String]?
  var episodes: [Episode]?

  private enum Key: String, CodingKey { case record, lead, samples, classes, episodes }

  /// `lead` is an index or a word.
  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    record = try fields.decode(String.self, forKey: .record)
    samples = try fields.decode([Int].self, forKey: .samples)
    classes = try fields.decodeIfPresent([String].self, forKey: .classes)
    episodes = try fields.decodeIfPresent([Episode].self, forKey: .episodes)
    if let index = try? fields.decode(Int.self, forKey: .lead) {
      lead = String(index)
    } else {
      lead = try fields.decodeIfPresent(String.self, forKey: .lead) ?? "0"
    }
  }
}
