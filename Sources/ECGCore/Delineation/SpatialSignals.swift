/// All leads of an average beat folded into one: how far it is from rest, and how fast it moves.
struct SpatialSignals: Sendable {
  let rateHertz: Double
  /// Leads smoothed over about 10 ms.
  let smooth: [[Float]]
  /// Size of each lead's slope, microvolts a millisecond.
  let slopes: [[Float]]
  /// Root mean square of the slopes over the leads, microvolts a millisecond.
  let velocity: [Float]
  /// The same over about 30 ms, for T; it means nothing within `slowMargin` samples of either end.
  let slowVelocity: [Float]
  let slowMargin: Int

  init(_ beat: AverageBeat) {
    rateHertz = beat.rateHertz
    let half = max(1, Int((0.004 * beat.rateHertz).rounded()))
    smooth = beat.samplesMicrovolts.map { smoothed($0, halfWidth: half) }
    slopes = smooth.map { Self.slope($0, step: half, perMillisecond: Float(beat.rateHertz / 1000)) }
    velocity = Self.rootMeanSquare(slopes)
    let wide = max(1, Int(0.010 * beat.rateHertz))
    let step = max(1, Int((0.008 * beat.rateHertz).rounded()))
    slowVelocity = Self.rootMeanSquare(
      beat.samplesMicrovolts.map { Self.slope(smoothed($0, halfWidth: wide), step: step, perMillisecond: Float(beat.rateHertz / 1000)) })
    slowMargin = wide + step + 2
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
