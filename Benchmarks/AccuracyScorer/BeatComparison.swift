/// One record's detections against its reference beats, after ANSI/AAMI EC57.
struct BeatComparison {
  let missed: [Int]
  let extra: [Int]
  /// Reference beats that were found.
  let hit: [Int]

  /// From the first sample on. A pair lies within `windowSamples`; within the excluded spans nothing counts, and detections within a window of
  /// them do not either.
  init(detections: [Int], beats: [Int], excluded: [ClosedRange<Int>], windowSamples: Double) {
    let reference = beats.filter { beat in !excluded.contains { $0.contains(beat) } }
    let found = Set(detections).sorted().filter { sample in
      !excluded.contains { Double(sample) >= Double($0.lowerBound) - windowSamples && Double(sample) <= Double($0.upperBound) + windowSamples }
    }
    let pairs = Score.pairs(reference.map(Double.init), found.map(Double.init), window: windowSamples)
    let (paired, used) = (Set(pairs.map(\.0)), Set(pairs.map(\.1)))
    hit = pairs.map { reference[$0.0] }
    missed = reference.indices.filter { !paired.contains($0) }.map { reference[$0] }
    extra = found.indices.filter { !used.contains($0) }.map { found[$0] }
  }

  var score: Score { Score(truePositives: hit.count, falseNegatives: missed.count, falsePositives: extra.count) }

  /// The same minute by minute, where a handful of records is too few to resample.
  func minutes(rateHertz: Double) -> [Score] {
    let length = max(1, Int(60 * rateHertz))
    var scores: [Int: Score] = [:]
    for sample in hit { scores[sample / length, default: Score()].truePositives += 1 }
    for sample in missed { scores[sample / length, default: Score()].falseNegatives += 1 }
    for sample in extra { scores[sample / length, default: Score()].falsePositives += 1 }
    return scores.sorted { $0.key < $1.key }.map(\.value)
  }
}
