import Foundation

/// A database with marked boundaries, and how a record is compared with it.
struct MarkDatabase {
  enum Kind: String {
    case ludb, qtdb
    case ludbGlobal = "ludb-global"

    var title: String {
      switch self {
      case .ludb: "LUDB by lead"
      case .ludbGlobal: "LUDB global"
      case .qtdb: "QTDB q1c"
      }
    }

    struct Goals {
      /// Milliseconds.
      var deviations: [(String, Double)]
      var bias: Double
      var sensitivities: [(String, Double)]
      var positivePredictivity: Double?
    }

    var goals: Goals? {
      switch self {
      case .ludb: nil
      case .ludbGlobal:
        Goals(
          deviations: [("p_on", 9), ("p_off", 11), ("qrs_on", 6.5), ("qrs_off", 9), ("t_off", 20)], bias: 3,
          sensitivities: [("p", 97), ("qrs", 97), ("t", 97)], positivePredictivity: 95)
      case .qtdb:
        Goals(
          deviations: [("p_on", 14), ("p_off", 12), ("qrs_on", 7.5), ("qrs_off", 8.5), ("t_off", 18)], bias: 4,
          sensitivities: [("p", 97), ("qrs", 99), ("t", 99)], positivePredictivity: nil)
      }
    }
  }

  static let leads = ["i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6"]
  let kind: Kind
  let folder: URL

  /// What is held against what, under which name.
  func comparisons(_ record: String, _ lines: [MarkLine]) throws -> [RecordComparison] {
    let rate = try RecordHeader(record, in: folder).rateHertz
    func comparison(_ group: String, _ truth: WaveMarks, _ found: [WaveMarks]) -> RecordComparison {
      RecordComparison(group: group, truth: truth, found: found, rateHertz: rate, isSelective: kind == .qtdb)
    }
    switch kind {
    case .ludb:
      return try lines.filter { Self.leads.contains($0.lead) }.flatMap { line in
        let own = try truth(record, line.lead)
        return [comparison("all leads", own, [line.marks]), comparison("lead " + line.lead, own, [line.marks])]
      }
    case .ludbGlobal:
      let consensus = WaveMarks(consensusOf: try Self.leads.map { try truth(record, $0) }, rateHertz: rate)
      return lines.filter { $0.lead == "global" }.map { comparison("global", consensus, [$0.marks]) }
    case .qtdb:
      let truth = try truth(record, "q1c")
      let alone = lines.map { comparison("lead " + $0.lead, truth, [$0.marks]) }
      return lines.count > 1 ? [comparison("better lead per beat", truth, lines.map(\.marks))] + alone : alone
    }
  }

  private func truth(_ record: String, _ ending: String) throws -> WaveMarks {
    WaveMarks(try AnnotationFile(folder.appendingPathComponent("\(record).\(ending)")))
  }
}

/// One record's marks: the reference and one finder or two, of whom the nearer counts beat by beat.
struct RecordComparison {
  var group: String
  var truth: WaveMarks
  var found: [WaveMarks]
  var rateHertz: Double
  /// A wave that the reader did not mark anywhere in the record was not looked at (QTDB).
  var isSelective: Bool

  struct Result {
    /// Milliseconds by index of the reference mark.
    var errors: [Int: Double]
    /// The fewest that one finder made.
    var falseMarks: [Double]
  }

  func results() -> [String: Result] {
    guard let span = truth.span else { return [:] }
    var results: [String: Result] = [:]
    for key in WaveMarks.keys {
      let given = found.compactMap { $0.samples[key] }
      guard !given.isEmpty, !isSelective || !truth[key].isEmpty else { continue }
      let each = given.map { MarkComparison(reference: truth[key], found: $0, span: span, rateHertz: rateHertz) }
      let best = each.reduce(into: [Int: Double]()) { best, one in best.merge(one.errors) { abs($1) < abs($0) ? $1 : $0 } }
      results[key] = Result(errors: best, falseMarks: each.map(\.falseMarks).min { $0.count < $1.count } ?? [])
    }
    return results
  }
}

/// A line of `readinghub ecg delineate`.
struct MarkLine: Decodable {
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
