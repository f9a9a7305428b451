/// Counts of a comparison after ANSI/AAMI EC57.
struct Score {
  var truePositives = 0
  var falseNegatives = 0
  var falsePositives = 0

  var beats: Int { truePositives + falseNegatives }
  /// Percent.
  var sensitivity: Double { 100 * Double(truePositives) / Double(max(1, beats)) }
  var positivePredictivity: Double { 100 * Double(truePositives) / Double(max(1, truePositives + falsePositives)) }

  static func + (first: Score, second: Score) -> Score {
    Score(
      truePositives: first.truePositives + second.truePositives, falseNegatives: first.falseNegatives + second.falseNegatives,
      falsePositives: first.falsePositives + second.falsePositives)
  }
}

extension Score {
  /// Compares detections with reference beats, from the first sample on. A pair lies within `windowSamples`; within the excluded spans nothing
  /// counts, and detections within a window of them do not either.
  init(detections: [Int], beats: [Int], excluded: [ClosedRange<Int>], windowSamples: Double) {
    let reference = beats.filter { beat in !excluded.contains { $0.contains(beat) } }
    let found = Set(detections).sorted().filter { sample in
      !excluded.contains { Double(sample) >= Double($0.lowerBound) - windowSamples && Double(sample) <= Double($0.upperBound) + windowSamples }
    }
    let pairs = Self.pairs(reference, found, window: windowSamples).count
    self.init(truePositives: pairs, falseNegatives: reference.count - pairs, falsePositives: found.count - pairs)
  }

  /// One-to-one matching of two rising series, as pairs of indices; where two compete for one, the nearer pair wins.
  static func pairs(_ reference: [Int], _ found: [Int], window: Double) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var i = 0
    var j = 0
    while i < reference.count, j < found.count {
      let distance = found[j] - reference[i]
      if Double(abs(distance)) > window {
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
