import Foundation

/// Ventricular beats found among the others, after ANSI/AAMI EC57: pairs within 150 ms, nothing scored in flutter and fibrillation. A missed
/// ventricular beat is a false negative, an extra detection called ventricular a false positive. Fusion and unclassifiable beats called ventricular
/// are counted apart and are no false positives.
struct ClassScore {
  /// Classes of the standard by annotation code: N L R e j n, A a J S, V E r, F; the rest is Q.
  private static let truthByCode: [Int: String] = [
    1: "N", 2: "N", 3: "N", 34: "N", 11: "N", 35: "N", 8: "S", 4: "S", 7: "S", 9: "S", 5: "V", 10: "V", 41: "V", 6: "F",
  ]
  private static let missed = "missed"
  private static let extra = "extra"

  /// `[truth][called]`.
  private(set) var counts: [String: [String: Int]] = [:]

  init() {}

  /// Ventricular beats that were not called so, and those falsely called so; the sample and what it is taken for.
  private(set) var errors: [(sample: Int, text: String)] = []

  init(_ line: BeatLine, truth: AnnotationFile, rateHertz: Double) {
    let excluded = truth.reference().excluded
    let window = 0.15 * rateHertz
    let beats = truth.marks.filter { mark in
      AnnotationFile.beatCodes.contains(mark.code) && !excluded.contains { $0.contains(mark.sample) }
    }.sorted { $0.sample < $1.sample }
    let classes = line.classes ?? line.samples.map { _ in "none" }
    let found = zip(line.samples, classes).filter { sample, _ in
      !excluded.contains { Double(sample) >= Double($0.lowerBound) - window && Double(sample) <= Double($0.upperBound) + window }
    }
    let pairs = Score.pairs(beats.map { Double($0.sample) }, found.map { Double($0.0) }, window: window)
    var called = [String](repeating: Self.missed, count: beats.count)
    var isUsed = [Bool](repeating: false, count: found.count)
    for (reference, detection) in pairs {
      called[reference] = found[detection].1
      isUsed[detection] = true
    }
    for (beat, name) in zip(beats, called) { note(Self.name(of: beat.code), name, at: beat.sample) }
    for (detection, used) in zip(found, isUsed) where !used { note(Self.extra, detection.1, at: detection.0) }
  }

  /// Class of the standard.
  static func name(of code: Int) -> String { truthByCode[code] ?? "Q" }

  private mutating func note(_ truth: String, _ called: String, at sample: Int) {
    counts[truth, default: [:]][called, default: 0] += 1
    let isFalse = called == "ventricular" && ["N", "S", Self.extra].contains(truth)
    if isFalse || truth == "V" && called != "ventricular" { errors.append((sample, "\(truth) → \(called)")) }
  }

  mutating func add(_ other: ClassScore) {
    for (truth, row) in other.counts { for (name, count) in row { counts[truth, default: [:]][name, default: 0] += count } }
  }

  private func count(_ truth: String, _ called: String) -> Int { counts[truth]?[called] ?? 0 }
  private var truePositives: Int { count("V", "ventricular") }
  private var falseNegatives: Int { (counts["V"]?.values.reduce(0, +) ?? 0) - truePositives }
  private var falsePositives: Int { ["N", "S", Self.extra].reduce(0) { $0 + count($1, "ventricular") } }

  var ventricular: Int { truePositives + falseNegatives }
  var score: Score { Score(truePositives: truePositives, falseNegatives: falseNegatives, falsePositives: falsePositives) }

  func row(_ name: String) -> String {
    "\(name)  V \(ventricular)  FN \(falseNegatives)  FP N \(count("N", "ventricular")) S \(count("S", "ventricular"))"
      + " extra \(count(Self.extra, "ventricular")), F called V \(count("F", "ventricular"))"
      + String(format: "  Se %.2f  +P %.2f", score.sensitivity, score.positivePredictivity)
  }

  /// Every truth against every call.
  var table: String {
    counts.sorted { $0.key < $1.key }.map { truth, row in
      truth + ": " + row.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }.joined(separator: "\n")
  }
}
