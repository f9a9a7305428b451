/// How much of a lead lies above a narrow and above a wide moving average, in pieces of 0.1 s. Two leads are worked out side by side.
struct NoisePieces: Sendable {
  /// Root mean square of each piece above about 40 Hz: the sample less its mean over 25 ms (first zero at 40 Hz). Pieces with invalid samples are left out.
  private(set) var noises: [Float] = []
  /// The sample in the middle of each of them.
  private(set) var centres: [Int] = []
  private var squares = 0.0

  /// Root mean square of all pieces, each sample less its mean over 200 ms.
  var activity: Float { noises.isEmpty ? 0 : Float((squares / Double(noises.count)).squareRoot()) }

  /// Of one lead.
  init(_ samples: UnsafeBufferPointer<Float>, rateHertz: Double) {
    self = Self.measure(samples, samples, rateHertz: rateHertz).first
  }

  /// Of two leads of one length.
  static func measure(_ first: UnsafeBufferPointer<Float>, _ second: UnsafeBufferPointer<Float>, rateHertz: Double) -> (first: Self, second: Self) {
    var result = (first: Self(), second: Self())
    let piece = max(4, Int(0.1 * rateHertz))
    let wide = max(2, Int(0.1 * rateHertz))
    let count = min(first.count, second.count)
    guard count > 2 * wide + piece + 1 else { return result }
    var sums = PairSums(narrow: max(1, Int(0.0125 * rateHertz)), wide: wide, piece: piece)
    for start in stride(from: wide, to: count - piece - wide, by: piece) {
      let (near, far) = sums.squares(first, second, start: start)
      result.first.note(near.x, far.x, start: start, count: piece)
      result.second.note(near.y, far.y, start: start, count: piece)
    }
    return result
  }

  private init() {}

  private mutating func note(_ near: Double, _ far: Double, start: Int, count: Int) {
    guard near.isFinite, far.isFinite else { return }
    noises.append(Float((near / Double(count)).squareRoot()))
    centres.append(start + count / 2)
    squares += far / Double(count)
  }
}

/// Sums of two leads from the start on, as far back as the averages about a piece reach: piece follows piece.
private struct PairSums {
  /// Half widths of the averages, samples.
  private let narrow: Int
  private let wide: Int
  private let piece: Int
  /// Sums of what comes before sample `base` and each one after it.
  private var sums: [SIMD2<Double>]
  private var base = 0
  /// How many of the sums are there.
  private var known = 1
  /// As many pieces are summed up at once.
  private static let pieces = 8

  init(narrow: Int, wide: Int, piece: Int) {
    self.narrow = narrow
    self.wide = wide
    self.piece = piece
    sums = [SIMD2<Double>](repeating: .zero, count: Self.pieces * piece + 2 * wide + 1)
  }

  private mutating func fill(_ first: UnsafeBufferPointer<Float>, _ second: UnsafeBufferPointer<Float>) {
    let end = min(sums.count, min(first.count, second.count) - base + 1)
    let largest = SIMD2<Float>(repeating: Decimation.largestMicrovolts)
    let new = known..<max(known, end)
    let (one, other) = (first[(base + known - 1)...], second[(base + known - 1)...])
    sums.withUnsafeMutableBufferPointer { sums in
      let (one, other) = (UnsafeBufferPointer(rebasing: one), UnsafeBufferPointer(rebasing: other))
      var total = sums[known - 1]
      let targets = UnsafeMutableBufferPointer(rebasing: sums[new])
      for index in targets.indices {
        let values = SIMD2(one[index], other[index])
        // Not a number is within no limits.
        let isValid = (values .<= largest) .& (values .>= -largest)
        let kept = SIMD2<Float>.zero.replacing(with: values, where: isValid)
        total += SIMD2(Double(kept.x), Double(kept.y))
        targets[index] = total
      }
    }
    known = max(known, end)
  }

  /// Goes on with the sums that begin `wide` samples before `start`.
  private mutating func advance(to start: Int, _ first: UnsafeBufferPointer<Float>, _ second: UnsafeBufferPointer<Float>) {
    let forgotten = start - wide - base
    sums.withUnsafeMutableBufferPointer { sums in
      for index in forgotten..<known { sums[index - forgotten] = sums[index] }
    }
    base += forgotten
    known -= forgotten
    fill(first, second)
  }

  /// Sums of squares about the narrow and the wide average over the piece from `start` on, which must follow the one before.
  mutating func squares(
    _ first: UnsafeBufferPointer<Float>, _ second: UnsafeBufferPointer<Float>, start: Int
  ) -> (near: SIMD2<Double>, far: SIMD2<Double>) {
    if start + piece + wide - base >= known { advance(to: start, first, second) }
    let scales = (near: 1 / Double(2 * narrow + 1), far: 1 / Double(2 * wide + 1))
    var total = (near: SIMD2<Double>.zero, far: SIMD2<Double>.zero)
    return sums.withUnsafeBufferPointer { sums in
      // Each from where the piece begins, so that nothing but one index moves.
      func shifted(_ distance: Int) -> UnsafeBufferPointer<SIMD2<Double>> {
        UnsafeBufferPointer(rebasing: sums[(start - base + distance)..<(start - base + distance + piece)])
      }
      let (near, far) = ((from: shifted(-narrow), to: shifted(narrow + 1)), (from: shifted(-wide), to: shifted(wide + 1)))
      let one = UnsafeBufferPointer(rebasing: first[start..<(start + piece)])
      let other = UnsafeBufferPointer(rebasing: second[start..<(start + piece)])
      for index in 0..<piece {
        let values = SIMD2(Double(one[index]), Double(other[index]))
        let aboveNear = values - (near.to[index] - near.from[index]) * scales.near
        let aboveFar = values - (far.to[index] - far.from[index]) * scales.far
        total.near += aboveNear * aboveNear
        total.far += aboveFar * aboveFar
      }
      return total
    }
  }
}
