/// From the envelope's top to the sample of the largest deflection at the recording's own rate.
struct PeakRefinement: Sendable {
  /// Half the width searched; the envelope's top lies within a QRS of at most 160 ms.
  var halfSpanSeconds = 0.08

  /// `positions` are input samples near each QRS. The deflection is measured from the mean of the searched span's two ends.
  func refine(_ positions: [Int], samples: [Float], samplingRateHertz: Double) -> [Int] {
    let half = max(1, Int(halfSpanSeconds * samplingRateHertz))
    return samples.withUnsafeBufferPointer { values in
      positions.map { position in
        let from = max(0, position - half)
        let to = min(values.count - 1, position + half)
        guard from < to else { return min(max(0, position), max(0, values.count - 1)) }
        let edge = (values[from] + values[to]) / 2
        var best = position
        var largest: Float = -1
        for index in from...to {
          let deflection = abs(values[index] - edge)
          if deflection > largest {
            largest = deflection
            best = index
          }
        }
        return min(max(0, best), values.count - 1)
      }
    }
  }
}
