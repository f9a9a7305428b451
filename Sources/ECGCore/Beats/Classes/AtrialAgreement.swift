/// Whether the same thing happens before every QRS around a beat: the mean correlation of the P windows of neighbouring beats, pair by pair.
/// Near one with P waves, near zero in atrial fibrillation. Beats of foreign shape are left out.
struct AtrialAgreement {
  /// Beats to both sides.
  static let halfSpan = 8
  private(set) var values: [Float]

  init(_ shapes: UnsafeBufferPointer<Float>, beatCount: Int, leadCount: Int, own: Set<Int>) {
    values = [Float](repeating: 0, count: beatCount)
    let length = leadCount * BeatShape.atrialLength
    var units: [Float] = []
    units.reserveCapacity(beatCount * length)
    for beat in 0..<beatCount {
      guard own.contains(beat) else {
        units.append(contentsOf: repeatElement(0, count: length))
        continue
      }
      let window = SingleBeatTraits.atrialWindow(shapes, start: beat * leadCount * BeatShape.stride, leadCount: leadCount)
      units.append(contentsOf: Self.unit(window, leadCount: leadCount))
    }
    for beat in 0..<beatCount { values[beat] = Self.agreement(units, length: length, around: beat, beatCount: beatCount, own: own) }
  }

  /// Each lead about its own line through the ends, all leads together of length one.
  private static func unit(_ window: [Float], leadCount: Int) -> [Float] {
    var result = window
    let length = BeatShape.atrialLength
    for lead in 0..<leadCount {
      let start = lead * length
      let slope = (window[start + length - 1] - window[start]) / Float(length - 1)
      for index in 0..<length { result[start + index] -= window[start] + slope * Float(index) }
    }
    let size = max(result.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-6)
    return result.map { $0 / size }
  }

  /// From the length of the sum of unit vectors: (|Σ|² − n) / (n (n − 1)).
  private static func agreement(_ units: [Float], length: Int, around beat: Int, beatCount: Int, own: Set<Int>) -> Float {
    var sum = [Float](repeating: 0, count: length)
    var count = 0
    for neighbour in max(0, beat - halfSpan)...min(beatCount - 1, beat + halfSpan) where own.contains(neighbour) {
      for index in 0..<length { sum[index] += units[neighbour * length + index] }
      count += 1
    }
    guard count >= 3 else { return 0 }
    let squares = sum.reduce(0) { $0 + $1 * $1 }
    return (squares - Float(count)) / Float(count * (count - 1))
  }
}
