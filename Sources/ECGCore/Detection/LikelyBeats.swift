/// Positions and log odds of the candidates that are beats rather than not, in order: what the usual pace is told from.
struct LikelyBeats: Sendable {
  struct Beat: Sendable {
    /// Working sample.
    var position: Int
    var score: Float
  }

  private(set) var beats: [Beat] = []

  mutating func append(position: Int, score: Float) { beats.append(Beat(position: position, score: score)) }

  /// The first at or after a working sample.
  func firstIndex(at position: Int) -> Int {
    var low = 0
    var high = beats.count
    while low < high {
      let middle = (low + high) / 2
      if beats[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func forget(before position: Int) { beats.removeFirst(firstIndex(at: position)) }
}
