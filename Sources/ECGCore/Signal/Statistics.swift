/// Middle value; the lower one of an even count. Zero for nothing, so callers guard where that matters.
func median(_ values: ArraySlice<Float>) -> Float {
  guard !values.isEmpty else { return 0 }
  return withUnsafeTemporaryAllocation(of: Float.self, capacity: values.count) { room in
    _ = room.initialize(from: values)
    return room.lowerMiddle()
  }
}

func median(_ values: [Float]) -> Float { median(values[...]) }

func median(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return 0 }
  return values.sorted()[(values.count - 1) / 2]
}

func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

/// Pearson's correlation of two equally long series; zero when either is constant.
func correlation(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Float {
  let count = min(first.count, second.count)
  guard count > 1 else { return 0 }
  var sums = (first: Float(0), second: Float(0), firstSquared: Float(0), secondSquared: Float(0), product: Float(0))
  first.withUnsafeBufferPointer { first in
    second.withUnsafeBufferPointer { second in
      for offset in 0..<count {
        let (a, b) = (first[offset], second[offset])
        sums.first += a
        sums.second += b
        sums.firstSquared += a * a
        sums.secondSquared += b * b
        sums.product += a * b
      }
    }
  }
  let n = Float(count)
  let covariance = sums.product - sums.first * sums.second / n
  let spread = (sums.firstSquared - sums.first * sums.first / n) * (sums.secondSquared - sums.second * sums.second / n)
  return spread > 0 ? covariance / spread.squareRoot() : 0
}
