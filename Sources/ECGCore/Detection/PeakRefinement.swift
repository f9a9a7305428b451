/// From the envelope's top to the sample of the largest deflection at the recording's own rate.
struct PeakRefinement: Sendable {
  /// Half the width searched. The envelope's top lies near the middle of the QRS; farther off lies the swing of a broad beat, not its R or S.
  var halfSpanSeconds = 0.06

  /// `position` is a sample near the QRS. The deflection is measured from the mean of the searched span's two ends.
  func refine(_ position: Int, samples: SampleHistory, samplingRateHertz: Double) -> Int {
    let half = max(1, Int(halfSpanSeconds * samplingRateHertz))
    let from = max(samples.start, position - half)
    let to = min(samples.end - 1, position + half)
    guard from < to else { return min(max(samples.start, position), max(samples.start, samples.end - 1)) }
    return samples.withUnsafeSamples(from: from, to: to + 1) { values in
      from + Self.farthest(values, from: (values[0] + values[to - from]) / 2)
    }
  }

  /// The first of the values that are farthest from `level`.
  private static func farthest(_ values: UnsafeBufferPointer<Float>, from level: Float) -> Int {
    let raw = UnsafeRawBufferPointer(values)
    func distances(_ place: Int) -> SIMD4<Float> {
      let away = raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD4<Float>.self) - level
      return away * away
    }
    // The last four may share places with the four before.
    let last = values.count - 4
    guard last >= 0 else { return values.indices.max { abs(values[$0] - level) < abs(values[$1] - level) } ?? 0 }
    var largest = SIMD4<Float>.zero
    for place in stride(from: 0, to: last, by: 4) {
      let next = distances(place)
      largest = largest.replacing(with: next, where: next .> largest)
    }
    let next = distances(last)
    let most = largest.replacing(with: next, where: next .> largest).max()
    for place in stride(from: 0, to: last, by: 4) {
      let found = (distances(place) .>= SIMD4(repeating: most)).bits
      if found != 0 { return place + found.trailingZeroBitCount }
    }
    return last + (distances(last) .>= SIMD4(repeating: most)).bits.trailingZeroBitCount
  }
}
