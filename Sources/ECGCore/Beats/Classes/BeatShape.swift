/// The grid on which beats are compared: 95 points 8 ms apart about the fiducial, each lead freed of its baseline.
enum BeatShape {
  static let stepSeconds = 0.008
  /// First and last point, in steps from the fiducial (−256 and +496 ms).
  static let firstStep = -32
  static let lastStep = 62
  /// Floats from one lead of a beat to the next.
  static let stride = 96
  /// The QRS: from 112 ms before to 144 ms after the fiducial, so that it holds broad complexes whose fiducial lies at either end.
  static let qrsStart = -14 - firstStep
  static let qrsLength = 32
  /// Alignment looks 56 ms to both sides.
  static let shifts = 7
  /// Where P lies: 240 to 96 ms before the fiducial.
  static let atrialStart = -30 - firstStep
  static let atrialLength = 18
  /// Half width of the baseline's moving average, applied twice.
  static let baselineHalfSeconds = 0.4

  /// Values on either side of the grid that the baseline needs.
  static func margin(rateHertz: Double) -> Int { 2 * Int(baselineHalfSeconds * rateHertz) + 2 }

  /// Indices of the slow signal that the shape of a beat at `position` needs.
  static func neededRange(position: Double, rateHertz: Double) -> Range<Int> {
    let first = Int((position + Double(firstStep) * stepSeconds * rateHertz).rounded(.down))
    let last = Int((position + Double(lastStep) * stepSeconds * rateHertz).rounded(.down)) + 1
    let margin = margin(rateHertz: rateHertz)
    return (first - margin)..<(last + margin + 1)
  }

  /// Whether a signal of `count` values begins or ends within the QRS window of a beat at `position`: what lies outside is made up.
  static func isCut(position: Double, rateHertz: Double, count: Int) -> Bool {
    let step = stepSeconds * rateHertz
    let start = position + Double(firstStep + qrsStart) * step
    return start < 0 || start + Double(qrsLength - 1) * step > Double(count - 1)
  }

  /// Appends the shape of the beat at `position` (in slow values): for each of up to four signals of one rate `stride` floats, the last one zero.
  static func append(_ signals: [SlowSignal], position: Double, to output: inout [Float]) {
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: signals.count * stride))
    guard let first = signals.first else { return }
    let rate = first.rateHertz
    let range = signals.reduce(neededRange(position: position, rateHertz: rate)) { $0.clamped(to: $1.firstIndex..<$1.count) }
    guard range.count > 1 else { return }
    let half = Int(baselineHalfSeconds * rate)
    // The baseline is needed as far as the grid goes, and its own baseline half a window farther.
    let end = Int((position + Double(lastStep) * stepSeconds * rate).rounded(.down)) + 2 - range.lowerBound
    let count = min(range.count, max(2, end))
    let firstCount = min(range.count, count + half + 1)
    withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: 3 * range.count) { room in
      room.initialize(repeating: .zero)
      let values = UnsafeMutableBufferPointer(rebasing: room[..<range.count])
      for (lead, signal) in signals.enumerated() {
        signal.values.withUnsafeBufferPointer { samples in
          for index in 0..<range.count { values[index][lead] = samples[range.lowerBound - signal.firstIndex + index] }
        }
      }
      let once = UnsafeMutableBufferPointer(rebasing: room[range.count..<(2 * range.count)])
      let twice = UnsafeMutableBufferPointer(rebasing: room[(2 * range.count)...])
      smooth(UnsafeBufferPointer(values), halfWidth: half, into: once, count: firstCount)
      smooth(UnsafeBufferPointer(once), halfWidth: half, into: twice, count: count)
      for step in firstStep...lastStep {
        let place = position + Double(step) * stepSeconds * rate - Double(range.lowerBound)
        let index = min(max(0, Int(place.rounded(.down))), range.count - 2)
        let share = Float(min(max(0, place - Double(index)), 1))
        let low = values[index] - twice[index]
        let high = values[index + 1] - twice[index + 1]
        let value = low + share * (high - low)
        for lead in signals.indices { output[start + lead * stride + step - firstStep] = value[lead] }
      }
    }
  }

  /// The first `count` values of the moving average over `2 × halfWidth + 1`, ends held, as ``smoothed(_:halfWidth:)`` of each lane.
  private static func smooth(
    _ values: UnsafeBufferPointer<SIMD4<Float>>, halfWidth: Int, into output: UnsafeMutableBufferPointer<SIMD4<Float>>, count: Int
  ) {
    let last = values.count - 1
    var sum = SIMD4<Float>.zero
    for offset in -halfWidth...halfWidth { sum += values[min(max(0, offset), last)] }
    let scale = 1 / Float(2 * halfWidth + 1)
    for index in 0..<count {
      output[index] = sum * scale
      sum += values[min(index + halfWidth + 1, last)] - values[max(index - halfWidth, 0)]
    }
  }
}
