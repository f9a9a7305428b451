/// How fast an average beat moves, in each lead and in all together.
struct SpatialSignals: Sendable {
  let rateHertz: Double
  /// Size of each lead's slope, microvolts a millisecond.
  let slopes: [[Float]]
  /// Root mean square of the slopes over the leads, microvolts a millisecond.
  let velocity: [Float]

  init(_ beat: AverageBeat) {
    rateHertz = beat.rateHertz
    let half = max(1, Int((0.004 * beat.rateHertz).rounded()))
    let smooth = beat.samplesMicrovolts.map { smoothed($0, halfWidth: half) }
    slopes = smooth.map { Self.slope($0, step: half, perMillisecond: Float(beat.rateHertz / 1000)) }
    velocity = Self.rootMeanSquare(slopes)
  }

  private static func slope(_ lead: [Float], step: Int, perMillisecond: Float) -> [Float] {
    var result = [Float](repeating: 0, count: lead.count)
    let scale = perMillisecond / Float(2 * step)
    for index in step..<max(step, lead.count - step) { result[index] = abs(lead[index + step] - lead[index - step]) * scale }
    return result
  }

  private static func rootMeanSquare(_ leads: [[Float]]) -> [Float] {
    guard let length = leads.first?.count else { return [] }
    var sum = [Float](repeating: 0, count: length)
    for lead in leads { for index in 0..<length { sum[index] += lead[index] * lead[index] } }
    let scale = 1 / Float(leads.count)
    return sum.map { ($0 * scale).squareRoot() }
  }
}

/// Moving average over `2 × halfWidth + 1` samples, ends held.
func smoothed(_ values: [Float], halfWidth: Int) -> [Float] {
  guard halfWidth > 0, values.count > 1 else { return values }
  let scale = 1 / Float(2 * halfWidth + 1)
  return values.withUnsafeBufferPointer { values in
    let last = values.count - 1
    var sum: Float = 0
    for offset in -halfWidth...halfWidth { sum += values[min(max(0, offset), last)] }
    return [Float](unsafeUninitializedCapacity: values.count) { result, count in
      for index in 0...last {
        result.initializeElement(at: index, to: sum * scale)
        sum += values[min(index + halfWidth + 1, last)] - values[max(index - halfWidth, 0)]
      }
      count = values.count
    }
  }
}
