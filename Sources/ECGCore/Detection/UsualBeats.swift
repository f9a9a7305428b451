/// What strong candidates of a stretch have in common: mean shape in each lead, sharpness and bluntness.
///
/// Sums are kept for each block; ``gather(about:halfSpan:)`` brings those of a neighbourhood together.
struct UsualBeats: Sendable {
  private let leadCount: Int
  /// Sum of the shapes in each block and lead; sums of sharpness and bluntness, and how many, in each block.
  private var blockShapes: [SIMD16<Float>] = []
  private var blockSums: [SIMD4<Float>] = []
  private var firstBlock = 0
  /// The same of the neighbourhood.
  private var shapes: [SIMD16<Float>]
  private var sums = SIMD4<Float>.zero
  private var gathered = -1

  init(leadCount: Int) {
    self.leadCount = leadCount
    shapes = [SIMD16<Float>](repeating: .zero, count: leadCount)
  }

  private static func sums(_ candidate: BeatCandidate) -> SIMD4<Float> {
    SIMD4(candidate.logSharp - candidate.logHeight, candidate.logSlow - candidate.logHeight, 1, 0)
  }

  /// Takes the next candidate in, in order; it counts when it is strong.
  mutating func add(_ candidate: BeatCandidate, block: Int, shapes: [SIMD16<Float>], at place: Int) {
    while firstBlock + blockSums.count <= block {
      blockSums.append(.zero)
      for _ in 0..<leadCount { blockShapes.append(.zero) }
    }
    guard candidate.isStrong else { return }
    blockSums[block - firstBlock] += Self.sums(candidate)
    for lead in 0..<leadCount { blockShapes[(block - firstBlock) * leadCount + lead] += shapes[place + lead] }
  }

  /// Sums up the blocks about one.
  mutating func gather(about block: Int, halfSpan: Int) {
    guard block != gathered else { return }
    gathered = block
    let from = max(0, block - halfSpan - firstBlock)
    let to = max(from, min(blockSums.count, block + halfSpan + 1 - firstBlock))
    sums = .zero
    for index in from..<to { sums += blockSums[index] }
    for lead in 0..<leadCount {
      var sum = SIMD16<Float>.zero
      for index in from..<to { sum += blockShapes[index * leadCount + lead] }
      shapes[lead] = sum
    }
  }

  mutating func forget(before block: Int) {
    let count = min(max(0, block - firstBlock), blockSums.count)
    blockSums.removeFirst(count)
    blockShapes.removeFirst(count * leadCount)
    firstBlock += count
  }

  /// How a candidate compares; it does not count in its own measure.
  struct Likeness {
    /// Mean over the leads of the correlation of the shapes.
    var correlation: Float = 0
    /// How much leads differ in it.
    var correlationSpread: Float = 0
    /// Length of the mean shape: one when all are alike, near zero when no two are.
    var coherence: Float = 0
    /// Mean log of sharp and slow height over height.
    var sharpness: Float = 0
    var bluntness: Float = 0
  }

  /// - Parameters:
  ///   - place: where the candidate's shapes begin.
  ///   - start: where the gains of its block begin.
  func likeness(
    _ candidate: BeatCandidate, shapes all: UnsafeBufferPointer<SIMD16<Float>>, at place: Int, gains: UnsafeBufferPointer<Float>, from start: Int
  ) -> Likeness {
    let own = Self.sums(candidate)
    let rest = candidate.isStrong ? sums - own : sums
    let others = rest.z
    guard others >= 1 else { return Likeness(sharpness: own.x, bluntness: own.y) }
    var result = Likeness()
    var total: Float = 0
    var squares: Float = 0
    for lead in 0..<leadCount where gains[start + lead] > 0 {
      let gain = gains[start + lead]
      let shape = all[place + lead]
      let mean = candidate.isStrong ? shapes[lead] - shape : shapes[lead]
      let length = (mean * mean).total.squareRoot()
      let correlation = length > 0 ? (mean * shape).total / length : 0
      result.correlation += gain * correlation
      squares += gain * correlation * correlation
      result.coherence += gain * length / others
      total += gain
    }
    if total > 0 {
      result.correlation /= total
      if leadCount > 1 { result.correlationSpread = max(0, squares / total - result.correlation * result.correlation).squareRoot() }
      result.coherence /= total
    }
    result.sharpness = rest.x / others
    result.bluntness = rest.y / others
    return result
  }
}
