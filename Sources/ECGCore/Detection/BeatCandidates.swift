/// A hump of the detection envelope.
struct BeatCandidate: Sendable, Equatable {
  /// Envelope sample of the top.
  var position: Int
  var height: Float
  /// Share of the height that is left at the sharp centre frequency: QRS complexes keep more of theirs than P and T waves.
  var sharpness: Float = 0
}

/// Local maxima of the envelope that are the highest within `separation` samples on both sides.
func beatCandidates(in envelope: [Float], separation: Int, minimumHeight: Float) -> [BeatCandidate] {
  var candidates: [BeatCandidate] = []
  envelope.withUnsafeBufferPointer { values in
    let count = values.count
    var index = 0
    while index < count {
      let height = values[index]
      let isTop = height >= minimumHeight && (index == 0 || height > values[index - 1]) && (index + 1 == count || height >= values[index + 1])
      guard isTop else {
        index += 1
        continue
      }
      if let last = candidates.last, index - last.position < separation {
        if height > last.height { candidates[candidates.count - 1] = BeatCandidate(position: index, height: height) }
      } else {
        candidates.append(BeatCandidate(position: index, height: height))
      }
      index += 1
    }
  }
  return candidates
}
