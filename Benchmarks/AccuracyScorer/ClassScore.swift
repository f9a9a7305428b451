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

  init(_ line: ClassLine, truth: AnnotationFile, rateHertz: Double) {
    let excluded = truth.reference().excluded
    let window = 0.15 * rateHertz
    let beats = truth.marks.filter { mark in
      AnnotationFile.beatCodes.contains(mark.code) && !excluded.contains { $0.contains(mark.sample) }
    }.sorted { $0.sample < $1.sample }
    let classes = line.classes ?? line.samples.map { _ in "none" }
    let found = zip(line.samples, classes).filter { sample, _ in
      !excluded.contains { Double(sample) >= Double($0.lowerBound) - window && Double(sample) <= Double($0.upperBound) + window }
    }
    let pairs = Score.pairs(beats.map(\.sample), found.map(\.0), window: window)
    var called = [String](repeating: Self.missed, count: beats.count)
    var isUsed = [Bool](repeating: false, count: found.count)
    for (reference, detection) in pairs {
      called[reference] = found[detection].1
      isUsed[detection] = true
    }
    for (beat, name) in zip(beats, called) { counts[Self.truthByCode[beat.code] ?? "Q", default: [:]][name, default: 0] += 1 }
    for (detection, used) in zip(found, isUsed) where !used { counts[Self.extra, default: [:]][detection.1, default: 0] += 1 }
  }

  mutating func add(_ other: ClassScore) {
    for (truth, row) in other.counts { for (name, count) in row { counts[truth, default: [:]][name, default: 0] += count } }
  }

  private func count(_ truth: String, _ called: String) -> Int { counts[truth]?[called] ?? 0 }
  private var truePositives: Int { count("V", "ventricular") }
  private var falseNegatives: Int { (counts["V"]?.values.reduce(0, +) ?? 0) - truePositives }
  private var falsePositives: Int { ["N", "S", Self.extra].reduce(0) { $0 + count($1, "ventricular") } }

  /// Percent.
  var sensitivity: Double { 100 * Double(truePositives) / Double(max(1, truePositives + falseNegatives)) }
  var positivePredictivity: Double { 100 * Double(truePositives) / Double(max(1, truePositives + falsePositives)) }

  func row(_ name: String) -> String {
    "\(name)  V \(truePositives + falseNegatives)  FN \(falseNegatives)  FP N \(count("N", "ventricular")) S \(count("S", "ventricular"))"
      + " extra \(count(Self.extra, "ventricular")), F called V \(count("F", "ventricular"))"
      + String(format: "  Se %.2f  +P %.2f", sensitivity, positivePredictivity)
  }

  /// Every truth against every call.
  var table: String {
    counts.sorted { $0.key < $1.key }.map { truth, row in
      truth + ": " + row.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }.joined(separator: "\n")
  }
}
