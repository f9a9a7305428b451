/// Counts of a comparison after ANSI/AAMI EC57.
struct Score {
  var truePositives = 0
  var falseNegatives = 0
  var falsePositives = 0

  var beats: Int { truePositives + falseNegatives }
  /// Percent.
  var sensitivity: Double { Self.sensitivity(parts) }
  var positivePredictivity: Double { Self.positivePredictivity(parts) }

  static func + (first: Score, second: Score) -> Score {
    Score(
      truePositives: first.truePositives + second.truePositives, falseNegatives: first.falseNegatives + second.falseNegatives,
      falsePositives: first.falsePositives + second.falsePositives)
  }

  /// For resampling: true positives, false negatives, false positives.
  var parts: [Double] { [Double(truePositives), Double(falseNegatives), Double(falsePositives)] }
  static func sensitivity(_ parts: [Double]) -> Double { 100 * parts[0] / max(1, parts[0] + parts[1]) }
  static func positivePredictivity(_ parts: [Double]) -> Double { 100 * parts[0] / max(1, parts[0] + parts[2]) }
  /// (FN + FP) / beats.
  static func error(_ parts: [Double]) -> Double { 100 * (parts[1] + parts[2]) / max(1, parts[0] + parts[1]) }

  /// One-to-one matching of two rising series, as pairs of indices; where two compete for one, the nearer pair wins.
  static func pairs(_ reference: [Double], _ found: [Double], window: Double) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var i = 0
    var j = 0
    while i < reference.count, j < found.count {
      let distance = found[j] - reference[i]
      if abs(distance) > window {
        if distance > 0 { i += 1 } else { j += 1 }
      } else if distance > 0, i + 1 < reference.count, abs(found[j] - reference[i + 1]) < abs(distance) {
        i += 1
      } else if distance < 0, j + 1 < found.count, abs(found[j + 1] - reference[i]) < abs(distance) {
        j += 1
      } else {
        pairs.append((i, j))
        i += 1
        j += 1
      }
    }
    return pairs
  }
}
