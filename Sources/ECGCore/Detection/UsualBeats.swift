/// What strong candidates of a stretch have in common: mean shape in each lead, sharpness and bluntness.
struct UsualBeats: Sendable {
  private var shapes: [SIMD16<Float>]
  private var sharpness: Float = 0
  private var bluntness: Float = 0
  private var count: Float = 0

  init(leadCount: Int) { shapes = [SIMD16<Float>](repeating: .zero, count: leadCount) }

  mutating func add(_ candidate: BeatCandidate, _ shape: ArraySlice<SIMD16<Float>>) {
    for (lead, value) in zip(shapes.indices, shape) { shapes[lead] += value }
    sharpness += candidate.logSharp - candidate.logHeight
    bluntness += candidate.logSlow - candidate.logHeight
    count += 1
  }

  mutating func add(_ other: UsualBeats) {
    for lead in shapes.indices { shapes[lead] += other.shapes[lead] }
    sharpness += other.sharpness
    bluntness += other.bluntness
    count += other.count
  }

  /// How a candidate compares; it does not count in its own measure.
  struct Likeness {
    /// Mean over the leads of the correlation of the shapes.
    var correlation: Float = 0
    /// Length of the mean shape: one when all are alike, near zero when no two are.
    var coherence: Float = 0
    /// Mean log of sharp and slow height over height.
    var sharpness: Float = 0
    var bluntness: Float = 0
  }

  func likeness(_ candidate: BeatCandidate, _ shape: ArraySlice<SIMD16<Float>>, gains: [Float]) -> Likeness {
    let others = candidate.isStrong ? count - 1 : count
    guard others >= 1 else {
      return Likeness(sharpness: candidate.logSharp - candidate.logHeight, bluntness: candidate.logSlow - candidate.logHeight)
    }
    var result = Likeness()
    var total: Float = 0
    for (lead, own) in zip(shapes.indices, shape) where gains[lead] > 0 {
      let mean = candidate.isStrong ? shapes[lead] - own : shapes[lead]
      let length = (mean * mean).sum().squareRoot()
      result.correlation += gains[lead] * (length > 0 ? (mean * own).sum() / length : 0)
      result.coherence += gains[lead] * length / others
      total += gains[lead]
    }
    if total > 0 {
      result.correlation /= total
      result.coherence /= total
    }
    result.sharpness = (sharpness - (candidate.isStrong ? candidate.logSharp - candidate.logHeight : 0)) / others
    result.bluntness = (bluntness - (candidate.isStrong ? candidate.logSlow - candidate.logHeight : 0)) / others
    return result
  }
}
