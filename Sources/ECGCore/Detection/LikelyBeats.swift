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
  func firstIndex(at position: Int) -> Int { beats.sortedIndex(notBefore: { $0.position < position }) }

  mutating func forget(before position: Int) { beats.removeFirst(firstIndex(at: position)) }
}
