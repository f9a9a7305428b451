/// From the envelope's top to the sample of the largest deflection at the recording's own rate.
struct PeakRefinement: Sendable {
  /// Half the width searched. The envelope's top lies near the middle of the QRS; farther off lies the swing of a broad beat, not its R or S.
  var halfSpanSeconds = 0.06

  /// `position` is a sample near the QRS. The deflection is measured from the mean of the searched span's two ends.
  func refine(_ position: Int, samples: SlidingSeries, samplingRateHertz: Double) -> Int {
    let half = max(1, Int(halfSpanSeconds * samplingRateHertz))
    let from = max(samples.start, position - half)
    let to = min(samples.end - 1, position + half)
    guard from < to else { return min(max(samples.start, position), max(samples.start, samples.end - 1)) }
    return samples.values.withUnsafeBufferPointer { values in
      let edge = (values[from - samples.start] + values[to - samples.start]) / 2
      var best = position
      var largest: Float = -1
      for index in from...to {
        let deflection = abs(values[index - samples.start] - edge)
        if deflection > largest {
          largest = deflection
          best = index
        }
      }
      return best
    }
  }
}
