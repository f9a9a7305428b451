import Foundation

/// `AccuracyScorer classes DIR [--exclude 102,104,107,217] [--minimum PERCENT]` and `AccuracyScorer episodes DIR [--minimum PERCENT]`
///
/// Read lines of `readinghub ecg beats` from standard input and the truth from `DIR/<record>.atr`. Exit codes as for beats: 1 below the
/// minimum, 2 when it cannot score.
struct ClassProgram {
  private enum Work { case classes, episodes }
  private let work: Work
  private let folder: URL
  /// Paced records are left out of class scores (ANSI/AAMI EC57).
  private var excluded: Set<String> = ["102", "104", "107", "217"]
  private var minimum: Double?

  /// Nothing for other words.
  init?(_ arguments: [String]) {
    guard arguments.count >= 2, ["classes", "episodes"].contains(arguments[0]) else { return nil }
    work = arguments[0] == "classes" ? .classes : .episodes
    folder = URL(fileURLWithPath: arguments[1], isDirectory: true)
    var rest = arguments.dropFirst(2)
    while let option = rest.popFirst(), let value = rest.popFirst() {
      if option == "--exclude" { excluded = Set(value.split(separator: ",").map(String.init)) }
      if option == "--minimum" { minimum = Double(value) }
    }
  }

  func run() -> Int32 {
    do {
      return try score() ? 0 : 1
    } catch {
      FileHandle.standardError.write(Data("cannot score: \(error)\n".utf8))
      return 2
    }
  }

  private func score() throws -> Bool {
    let decoder = JSONDecoder()
    let lines = FileHandle.standardInput.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
    var classes = ClassScore()
    var time = EpisodeScore()
    for text in lines {
      let line = try decoder.decode(ClassLine.self, from: Data(text))
      guard work == .episodes || !excluded.contains(line.record) else { continue }
      let marks = AnnotationFile(bytes: [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(line.record).atr"))))
      let rate = try samplingRate(of: line.record, in: folder)
      if work == .classes {
        let score = ClassScore(line, truth: marks, rateHertz: rate)
        print(score.row(line.record))
        classes.add(score)
      } else {
        let score = EpisodeScore(line.episodes ?? [], truth: marks, sampleCount: try sampleCount(of: line.record), rateHertz: rate)
        print(score.row(line.record))
        time.add(score)
      }
    }
    guard !lines.isEmpty else { throw ScoringFailure(reason: "no lines given") }
    print(work == .classes ? classes.row("gross") + "\n" + classes.table : time.row("gross"))
    let lower = work == .classes ? min(classes.sensitivity, classes.positivePredictivity) : min(time.sensitivity, time.specificity)
    return lower >= minimum ?? 0
  }

  private func sampleCount(of record: String) throws -> Int {
    let header = try String(contentsOf: folder.appendingPathComponent("\(record).hea"), encoding: .isoLatin1)
    let fields = header.split(whereSeparator: \.isNewline).first { !$0.hasPrefix("#") }?.split(separator: " ") ?? []
    guard fields.count > 3, let count = Int(fields[3]) else { throw ScoringFailure(reason: "no length in \(record).hea") }
    return count
  }
}

/// What of a line of `readinghub ecg beats` is scored here.
struct ClassLine: Decodable {
  struct Episode: Decodable {
    var start: Int
    var end: Int
    var kind: String
  }

  var record: String
  var samples: [Int]
  var classes: [String]?
  var episodes: [Episode]?
}
