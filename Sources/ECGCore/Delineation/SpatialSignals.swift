/// All leads of an average beat folded into one: how far it is from rest, and how fast it moves.
struct SpatialSignals: Sendable {
  let rateHertz: Double
  /// Leads smoothed over about 10 ms.
  let smooth: [[Float]]
  /// Root mean square over the leads of the slope, microvolts per sample.
  let velocity: [Float]

  init(_ beat: AverageBeat) {
    rateHertz = beat.rateHertz
    let half = max(1, Int((0.004 * beat.rateHertz).rounded()))
    smooth = beat.samplesMicrovolts.map { smoothed($0, halfWidth: half) }
    velocity = Self.velocity(smooth, step: half)
  }

  private static func velocity(_ leads: [[Float]], step: Int) -> [Float] {
    guard let length = leads.first?.count else { return [] }
    var sum = [Float](repeating: 0, count: length)
    for lead in leads {
      lead.withUnsafeBufferPointer { values in
        for index in step..<max(step, length - step) {
          let slope = values[index + step] - values[index - step]
          sum[index] += slope * slope
        }
      }
    }
    let scale = 1 / Float(max(1, leads.count))
    return sum.map { ($0 * scale).squareRoot() / Float(2 * step) }
  }

  /// Root mean square over the leads of the distance from each lead's `rest` level, over `range`; zero elsewhere.
  func distance(from rest: (Int, Int) -> Float, over range: Range<Int>) -> [Float] {
    guard let length = smooth.first?.count else { return [] }
    var sum = [Float](repeating: 0, count: length)
    for (lead, values) in smooth.enumerated() {
      for index in range.clamped(to: 0..<length) {
        let difference = values[index] - rest(lead, index)
        sum[index] += difference * difference
      }
    }
    let scale = 1 / Float(max(1, smooth.count))
    return sum.map { ($0 * scale).squareRoot() }
  }

  /// Mean of each lead over a range.
  func levels(over range: Range<Int>) -> [Float] {
    smooth.map { values in
      let inside = range.clamped(to: 0..<values.count)
      return inside.isEmpty ? 0 : values[inside].reduce(0, +) / Float(inside.count)
    }
  }
}

/// Moving average over `2 × halfWidth + 1` samples, ends held.
func smoothed(_ values: [Float], halfWidth: Int) -> [Float] {
  guard halfWidth > 0, values.count > 1 else { return values }
  var sum: Float = 0
  for offset in -halfWidth...halfWidth { sum += values[min(max(0, offset), values.count - 1)] }
  let scale = 1 / Float(2 * halfWidth + 1)
  var result: [Float] = []
  result.reserveCapacity(values.count)
  for index in values.indices {
    result.append(sum * scale)
    sum += values[min(index + halfWidth + 1, values.count - 1)] - values[max(index - halfWidth, 0)]
  }
  return result
}
