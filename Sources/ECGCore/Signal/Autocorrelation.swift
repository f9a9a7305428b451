/// How strongly a series repeats itself after a time: Pearson's correlation of it with itself so much later, as ``correlation(_:_:)`` has it.
struct Autocorrelation {
  private let series: [Float]
  /// Sums of the values and of their squares from the start on, one more than there are values.
  private let sums: [SIMD2<Float>]

  init(_ series: [Float]) {
    self.series = series
    var sums = [SIMD2<Float>()]
    sums.reserveCapacity(series.count + 1)
    var total = SIMD2<Float>()
    for value in series {
      total += SIMD2(value, value * value)
      sums.append(total)
    }
    self.sums = sums
  }

  /// The correlation after each of the lags (in samples, rising by one); zero where the series is not longer than two of them. Eight lags are worked out
  /// side by side.
  func values(lags: ClosedRange<Int>) -> [Float] {
    series.withUnsafeBufferPointer { values in
      var result: [Float] = []
      result.reserveCapacity(lags.count)
      for first in stride(from: lags.lowerBound, through: lags.upperBound, by: 8) {
        let lanes = min(8, lags.upperBound - first + 1)
        // All eight have as many products as the longest lag; the others go on alone.
        let common = max(0, values.count - first - 7)
        let moments = LaggedMoments(values, lag: first, count: common)
        for lane in 0..<lanes { result.append(value(values, lag: first + lane, moments.lane(lane), from: common)) }
      }
      return result
    }
  }

  /// The sums of one lag taken on from `start`, and the correlation.
  private func value(_ values: UnsafeBufferPointer<Float>, lag: Int, _ known: SIMD3<Float>, from start: Int) -> Float {
    let count = values.count - lag
    guard lag > 0, count > lag else { return 0 }
    var moments = known
    for index in start..<count {
      let later = values[index + lag]
      moments += SIMD3(later, later * later, values[index] * later)
    }
    let first = sums[count]
    let n = Float(count)
    let covariance = moments.z - first.x * moments.x / n
    let spread = (first.y - first.x * first.x / n) * (moments.y - moments.x * moments.x / n)
    return spread > 0 ? covariance / spread.squareRoot() : 0
  }
}

/// For eight lags: sums of what comes later, of its squares, and of the products with what comes first.
private struct LaggedMoments {
  private var later = SIMD8<Float>.zero
  private var laterSquared = SIMD8<Float>.zero
  private var product = SIMD8<Float>.zero

  @inline(__always)
  init(_ values: UnsafeBufferPointer<Float>, lag: Int, count: Int) {
    for index in 0..<count {
      let eight = values.eight(at: index + lag)
      later += eight
      laterSquared += eight * eight
      product += values[index] * eight
    }
  }

  func lane(_ lane: Int) -> SIMD3<Float> { SIMD3(later[lane], laterSquared[lane], product[lane]) }
}
