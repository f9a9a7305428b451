import Foundation

/// `AccuracyScorer ludb DIR`, `AccuracyScorer ludb-global DIR`, `AccuracyScorer qtdb DIR`
///
/// Read lines of `readinghub ecg delineate` (`--global` for `ludb-global`, `--lead-ids index` for `qtdb`) from standard input and the truth from
/// `DIR/<record>.<lead>` or `DIR/<record>.q1c`. LUDB: each lead against its own marks, or one line a record against the leads' consensus. QTDB:
/// each lead against the cardiologist's marks, and beat by beat the better of the two (Martínez 2004). Exit code 2 when it cannot score.
struct DelineationProgram {
  private enum Database: String { case ludb, ludbGlobal = "ludb-global", qtdb }
  private static let leads = ["i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6"]
  private let database: Database
  private let folder: URL

  /// Nothing for other words.
  init?(_ arguments: [String]) {
    guard arguments.count == 2, let database = Database(rawValue: arguments[0]) else { return nil }
    self.database = database
    folder = URL(fileURLWithPath: arguments[1], isDirectory: true)
  }

  private struct Line: Decodable {
    var record: String
    var lead: String
    var marks: WaveMarks

    private struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      record = try fields.decode(String.self, forKey: Key(stringValue: "record"))
      lead = try fields.decode(String.self, forKey: Key(stringValue: "lead")).lowercased()
      var samples: [String: [Double]] = [:]
      for key in WaveMarks.keys { samples[key] = try fields.decodeIfPresent([Double].self, forKey: Key(stringValue: key)) }
      marks = WaveMarks(samples: samples)
    }
  }

  func run() -> Int32 {
    do {
      try score()
      return 0
    } catch {
      FileHandle.standardError.write(Data("cannot score: \(error)\n".utf8))
      return 2
    }
  }

  private func score() throws {
    let decoder = JSONDecoder()
    let texts = FileHandle.standardInput.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
    let lines = try texts.map { try decoder.decode(Line.self, from: Data($0)) }
    guard !lines.isEmpty else { throw ScoringFailure(reason: "no lines given") }
    var scores: [String: [String: DelineationScore]] = [:]
    for (record, lines) in Dictionary(grouping: lines, by: \.record).sorted(by: { $0.key < $1.key }) {
      let rate = try samplingRate(of: record, in: folder)
      for (group, truth, marks) in try comparisons(record, lines, rateHertz: rate) {
        add(marks, truth, rateHertz: rate, to: &scores[group, default: [:]])
      }
    }
    for (group, rows) in scores.sorted(by: { $0.key < $1.key }) {
      print("\(group)\n                n      Se      +P    mean      SD   SDrec")
      for key in WaveMarks.keys { if let score = rows[key] { print(score.row(key)) } }
    }
  }

  /// What is held against what, under which name.
  private func comparisons(_ record: String, _ lines: [Line], rateHertz: Double) throws -> [(String, WaveMarks, [WaveMarks])] {
    switch database {
    case .ludb:
      return try lines.filter { Self.leads.contains($0.lead) }.flatMap { line in
        let own = try truth(record, line.lead)
        return [("all leads", own, [line.marks]), ("lead " + line.lead, own, [line.marks])]
      }
    case .ludbGlobal:
      let consensus = WaveMarks(consensusOf: try Self.leads.map { try truth(record, $0) }, rateHertz: rateHertz)
      return lines.filter { $0.lead == "global" }.map { ("global", consensus, [$0.marks]) }
    case .qtdb:
      let truth = try truth(record, "q1c")
      let alone = lines.map { ("lead " + $0.lead, truth, [$0.marks]) }
      return lines.count > 1 ? [("better lead per beat", truth, lines.map(\.marks))] + alone : alone
    }
  }

  private func truth(_ record: String, _ ending: String) throws -> WaveMarks {
    WaveMarks(AnnotationFile(bytes: [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(record).\(ending)")))))
  }

  private func add(_ found: [WaveMarks], _ truth: WaveMarks, rateHertz: Double, to scores: inout [String: DelineationScore]) {
    guard let span = truth.span else { return }
    for key in WaveMarks.keys {
      let given = found.compactMap { $0.samples[key] }
      // A wave that QTDB's cardiologist did not mark in the record was not looked at.
      guard !given.isEmpty, database != .qtdb || !truth[key].isEmpty else { continue }
      let results = given.map { MarkComparison(reference: truth[key], found: $0, span: span, rateHertz: rateHertz) }
      var best: [Int: Double] = [:]
      for result in results { best.merge(result.errors) { abs($1) < abs($0) ? $1 : $0 } }
      scores[key, default: DelineationScore(countsFalsePositives: database != .qtdb)].add(
        references: truth[key].count, falsePositives: results.map(\.falsePositives).min() ?? 0,
        errors: best.sorted { $0.key < $1.key }.map(\.value))
    }
  }
}
