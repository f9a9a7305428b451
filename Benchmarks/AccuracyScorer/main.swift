import Foundation

// AccuracyScorer mitdb DIR [--minimum PERCENT] [--annotator atr] [--detections FILE]
//
// Reads detections as JSON lines {"record","lead","samples"} from FILE or standard input, the truth from DIR/<record>.<annotator>, and the rate
// from DIR/<record>.hea. `classes DIR` and `episodes DIR`: see ClassProgram; `ludb DIR`, `ludb-global DIR` and `qtdb DIR`: see DelineationProgram;
// `mix-noise`: see NoiseMix. Prints each record and the gross sum for each lead. Exits 1 when a gross figure is below the minimum, 2 when it cannot score.

struct Options {
  var folder: URL
  var annotator = "atr"
  var minimum: Double?
  var detections: String?

  init?(_ arguments: [String]) {
    guard arguments.count >= 2, arguments[0] == "mitdb" else { return nil }
    folder = URL(fileURLWithPath: arguments[1], isDirectory: true)
    var rest = arguments.dropFirst(2)
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { return nil }
      switch option {
      case "--minimum":
        guard let number = Double(value) else { return nil }
        minimum = number
      case "--annotator": annotator = value
      case "--detections": detections = value
      default: return nil
      }
    }
  }
}

struct DetectionLine: Decodable {
  var record: String
  var lead: String
  var samples: [Int]

  private enum Key: String, CodingKey { case record, lead, samples }

  /// `lead` is an index or a word.
  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    record = try fields.decode(String.self, forKey: .record)
    samples = try fields.decode([Int].self, forKey: .samples)
    if let index = try? fields.decode(Int.self, forKey: .lead) {
      lead = String(index)
    } else {
      lead = try fields.decodeIfPresent(String.self, forKey: .lead) ?? "0"
    }
  }
}

struct ScoringFailure: Error { var reason: String }

/// Samples per second from the record line of a header.
func samplingRate(of record: String, in folder: URL) throws -> Double {
  let header = try String(contentsOf: folder.appendingPathComponent("\(record).hea"), encoding: .isoLatin1)
  let line = header.split(whereSeparator: \.isNewline).first { !$0.hasPrefix("#") }
  let fields = line?.split(separator: " ") ?? []
  guard fields.count > 2, let rate = Double(fields[2].prefix { $0 != "/" && $0 != "(" }), rate > 0 else {
    throw ScoringFailure(reason: "no sampling rate in \(record).hea")
  }
  return rate
}

func score(_ line: DetectionLine, options: Options) throws -> Score {
  let bytes = [UInt8](try Data(contentsOf: options.folder.appendingPathComponent("\(line.record).\(options.annotator)")))
  let truth = AnnotationFile(bytes: bytes).reference()
  let rate = try samplingRate(of: line.record, in: options.folder)
  return Score(detections: line.samples, beats: truth.beats, excluded: truth.excluded, windowSamples: 0.15 * rate)
}

func row(_ name: String, _ score: Score) -> String {
  func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
  let counts = [score.beats, score.truePositives, score.falseNegatives, score.falsePositives].map { padded(String($0), 8) }.joined()
  let rates = [score.sensitivity, score.positivePredictivity].map { padded(String(format: "%.3f", $0), 9) }.joined()
  return padded(name, 10) + counts + rates
}

func run(_ options: Options) throws -> Bool {
  let input = try options.detections.map { try Data(contentsOf: URL(fileURLWithPath: $0)) } ?? FileHandle.standardInput.readDataToEndOfFile()
  var leads: [String: [(String, Score)]] = [:]
  let decoder = JSONDecoder()
  for text in input.split(separator: UInt8(ascii: "\n")) {
    let line = try decoder.decode(DetectionLine.self, from: Data(text))
    leads[line.lead, default: []].append((line.record, try score(line, options: options)))
  }
  guard !leads.isEmpty else { throw ScoringFailure(reason: "no detections given") }
  var isEnough = true
  for (lead, rows) in leads.sorted(by: { $0.key < $1.key }) {
    print("lead \(lead)\n    record   beats      TP      FN      FP       Se       +P")
    for (record, score) in rows.sorted(by: { $0.0 < $1.0 }) { print(row(record, score)) }
    let gross = rows.reduce(Score()) { $0 + $1.1 }
    print(row("gross", gross))
    if let minimum = options.minimum, min(gross.sensitivity, gross.positivePredictivity) < minimum { isEnough = false }
  }
  return isEnough
}

if let program = DelineationProgram(Array(CommandLine.arguments.dropFirst())) { exit(program.run()) }
if let program = ClassProgram(Array(CommandLine.arguments.dropFirst())) { exit(program.run()) }
if CommandLine.arguments.dropFirst().first == "mix-noise" {
  do {
    try NoiseMix.run(Array(CommandLine.arguments.dropFirst(2)))
    exit(0)
  } catch {
    FileHandle.standardError.write(Data("cannot mix: \(error)\n".utf8))
    exit(2)
  }
}
guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
  FileHandle.standardError.write(Data("usage: AccuracyScorer mitdb DIR [--minimum PERCENT] [--annotator atr] [--detections FILE]\n".utf8))
  exit(2)
}
do {
  if try !run(options) {
    FileHandle.standardError.write(Data("below the minimum\n".utf8))
    exit(1)
  }
} catch {
  FileHandle.standardError.write(Data("cannot score: \(error)\n".utf8))
  exit(2)
}
