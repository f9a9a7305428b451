import Drawing
import Foundation

/// One record's detections or classes, where they are wrong, and a strip of ten seconds about the most of it.
struct BeatCase {
  struct Stretch {
    var start: Int
    var errors: Int
  }

  static let seconds = 10.0
  let record: String
  let lead: String
  let rateHertz: Double
  let errors: [(sample: Int, text: String)]
  private let beats: Int
  private let summary: String
  private let reference: [(sample: Int, text: String)]
  private let found: [(sample: Int, text: String)]

  /// Errors a beat.
  var rate: Double { Double(errors.count) / Double(max(1, beats)) }

  init(beatsOf line: BeatLine, truth: BeatTruth) throws {
    let (comparison, rate) = try truth.compare(line)
    (record, lead, rateHertz) = (line.record, line.lead, rate)
    errors = (comparison.missed.map { ($0, "FN") } + comparison.extra.map { ($0, "FP") }).sorted { $0.sample < $1.sample }
    beats = comparison.score.beats
    summary = "FN \(comparison.missed.count), FP \(comparison.extra.count) of \(beats) beats"
    reference = (comparison.hit + comparison.missed).sorted().map { ($0, "") }
    found = line.samples.map { ($0, "") }
  }

  init(classesOf line: BeatLine, truth: BeatTruth) throws {
    (record, lead, rateHertz) = (line.record, line.lead, try RecordHeader(line.record, in: truth.folder).rateHertz)
    let marks = try truth.marks(line.record)
    let score = ClassScore(line, truth: marks, rateHertz: rateHertz)
    errors = score.errors.sorted { $0.sample < $1.sample }
    reference = marks.marks.filter { AnnotationFile.beatCodes.contains($0.code) }.map { ($0.sample, ClassScore.name(of: $0.code)) }
    beats = reference.count
    summary = "\(score.score.falseNegatives) of \(score.ventricular) V missed, \(score.score.falsePositives) falsely called"
    found = zip(line.samples, line.classes ?? []).map { ($0, String($1.prefix(1)).uppercased()) }
  }

  /// Stretches with errors that do not overlap, the worst first; each begins half a second before its first error.
  func stretches() -> [Stretch] {
    let length = Int(Self.seconds * rateHertz)
    let lead = Int(0.5 * rateHertz)
    var free = errors.map(\.sample)
    var result: [Stretch] = []
    while result.count < DrawProgram.caseCount, !free.isEmpty {
      let counts = free.map { first in free.filter { $0 >= first && $0 < first + length - lead }.count }
      guard let best = counts.indices.max(by: { counts[$0] < counts[$1] || counts[$0] == counts[$1] && $0 > $1 }) else { break }
      let start = max(0, free[best] - lead)
      result.append(Stretch(start: start, errors: counts[best]))
      free.removeAll { abs($0 - start) < length }
    }
    return result
  }

  func strip(_ stretch: Stretch, leads: [Int]?, folder: URL) throws -> StripSheet.Strip {
    let header = try RecordHeader(record, in: folder)
    let signals = try SmallRecord(record, in: folder)
    let shown = leads ?? (Int(lead).map { [$0] } ?? Array(signals.leads.indices.prefix(2)))
    let length = Int(Self.seconds * rateHertz)
    let start = max(0, min(stretch.start, signals.count - length))
    let range = start..<min(signals.count, start + length)
    func seconds(_ sample: Int) -> Double { Double(sample - start) / rateHertz }
    func marks(_ list: [(sample: Int, text: String)], _ author: StripSheet.Author) -> [StripSheet.Mark] {
      list.filter { range.contains($0.sample) }.map { StripSheet.Mark(seconds: seconds($0.sample), author: author, label: $0.text) }
    }
    let minutes = Int(Double(start) / rateHertz)
    return StripSheet.Strip(
      title: "\(record)  \(summary); from \(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)", samplingRateHertz: rateHertz,
      traces: shown.filter(signals.leads.indices.contains).map { place in
        StripSheet.Trace(name: header.signals[place].name, samples: signals.leads[place][range].map { Float($0) })
      },
      marks: marks(reference, .reference) + marks(found, .found)
        + marks(errors.map { ($0.sample, reference.first?.text.isEmpty == false ? "" : $0.text) }, .error))
  }
}

/// One record's rhythm: intervals between the beats found, and atrial fibrillation as annotated and as found.
struct EpisodeCase {
  let wrongSeconds: Double
  let strip: StripSheet.Strip
  private static let drawnHertz = 4.0
  private static let longestSeconds = 2.0

  init(_ line: BeatLine, truth: BeatTruth) throws {
    let header = try RecordHeader(line.record, in: truth.folder)
    let (marks, rate) = (try truth.marks(line.record), header.rateHertz)
    let score = EpisodeScore(line.episodes ?? [], truth: marks, sampleCount: header.sampleCount, rateHertz: rate)
    wrongSeconds = score.parts[1] + score.parts[2]
    let duration = Double(header.sampleCount) / rate
    var intervals = [Float](repeating: .nan, count: Int(duration * Self.drawnHertz))
    for (beat, next) in zip(line.samples, line.samples.dropFirst()) {
      let places = Int(Double(beat) / rate * Self.drawnHertz)..<Int(Double(next) / rate * Self.drawnHertz)
      for place in places where place < intervals.count { intervals[place] = Float(min(Self.longestSeconds, Double(next - beat) / rate)) }
    }
    func span(_ start: Int, _ end: Int, _ author: StripSheet.Author) -> StripSheet.Span {
      let from = min(duration, max(0, Double(start) / rate))
      return StripSheet.Span(seconds: from...max(from, min(duration, Double(end) / rate)), author: author)
    }
    let annotated = EpisodeScore.spans(marks, sampleCount: header.sampleCount).atrial.map { span($0.lowerBound, $0.upperBound, .reference) }
    let called = (line.episodes ?? []).filter { $0.kind == EpisodeScore.kind }.map { span($0.start, $0.end, .found) }
    strip = StripSheet.Strip(
      title: line.record
        + String(
          format: "  missed %.0f s, falsely %.0f s of %.0f s; fibrillation %.0f s", score.parts[1], score.parts[2], duration,
          score.parts[0] + score.parts[1]),
      samplingRateHertz: Self.drawnHertz, traces: [StripSheet.Trace(name: "RR", samples: intervals)], spans: annotated + called)
  }
}

/// One record's boundaries: how far off, in units of the goals, and a strip about the worst mark.
struct BoundaryCase {
  private static let beforeSeconds = 0.7
  private static let afterSeconds = 0.9
  /// What a missed or a false wave counts for.
  private static let missedMilliseconds = 150.0

  let record: String
  /// Mean over the boundaries of the root mean square error over the goal's SD.
  let cost: Double
  private let comparison: RecordComparison
  private let worst: (key: String, sample: Double, text: String)
  private let summary: String

  init(record: String, comparison: RecordComparison, limits: [(String, Double)]) {
    self.record = record
    self.comparison = comparison
    let results = comparison.results()
    var costs: [Double] = []
    var marks: [(key: String, sample: Double, text: String, size: Double)] = []
    var rows: [String] = []
    for (key, limit) in limits {
      guard let result = results[key] else { continue }
      let reference = comparison.truth[key]
      let missed = reference.indices.filter { result.errors[$0] == nil }
      let wrong = Double(missed.count + (comparison.isSelective ? 0 : result.falseMarks.count))
      let squares = result.errors.values.reduce(0) { $0 + $1 * $1 } + wrong * Self.missedMilliseconds * Self.missedMilliseconds
      let size = (squares / max(1, Double(result.errors.count) + wrong)).squareRoot()
      costs.append(size / limit)
      rows.append("\(key) \(Int(size.rounded()))")
      marks += result.errors.map { (key, reference[$0.key], String(format: "%@ %+.0f ms", key, $0.value), abs($0.value) / limit) }
      marks += missed.map { (key, reference[$0], "\(key) missed", Self.missedMilliseconds / limit) }
      if !comparison.isSelective { marks += result.falseMarks.map { (key, $0, "\(key) false", Self.missedMilliseconds / limit) } }
    }
    cost = costs.isEmpty ? 0 : costs.reduce(0, +) / Double(costs.count)
    let largest = marks.sorted { ($1.size, $0.sample) < ($0.size, $1.sample) }.first
    worst = largest.map { ($0.key, $0.sample, $0.text) } ?? ("", 0, "")
    summary = "root mean square, ms: " + rows.joined(separator: ", ")
  }

  func strip(leads: [Int], folder: URL) throws -> StripSheet.Strip {
    let header = try RecordHeader(record, in: folder)
    let signals = try SmallRecord(record, in: folder)
    let rate = header.rateHertz
    let start = max(0, Int(worst.sample - Self.beforeSeconds * rate))
    let range = start..<min(signals.count, Int(worst.sample + Self.afterSeconds * rate))
    func marks(_ marks: WaveMarks, _ author: StripSheet.Author) -> [StripSheet.Mark] {
      WaveMarks.keys.filter { !$0.hasSuffix("peak") }.flatMap { key in
        marks[key].filter { range.contains(Int($0)) }.map {
          StripSheet.Mark(seconds: ($0 - Double(start)) / rate, author: author, label: author == .reference ? Self.label(key) : "", reach: 0.45)
        }
      }
    }
    let found = comparison.found.enumerated().flatMap { marks($1, $0 == 0 ? .found : .foundElsewhere) }
    let error = StripSheet.Mark(seconds: (worst.sample - Double(start)) / rate, author: .error, label: "")
    return StripSheet.Strip(
      title: "\(record)  \(worst.text); \(summary)", samplingRateHertz: rate,
      traces: leads.filter(signals.leads.indices.contains).map { place in
        StripSheet.Trace(name: header.signals[place].name, samples: signals.leads[place][range].map { Float($0) })
      }, marks: marks(comparison.truth, .reference) + found + [error])
  }

  private static func label(_ key: String) -> String {
    let parts = key.split(separator: "_")
    return parts[1] == "on" ? "\(parts[0].uppercased())(" : ")\(parts[0].uppercased())"
  }
}
