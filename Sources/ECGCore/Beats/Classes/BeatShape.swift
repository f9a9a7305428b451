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

  /// Appends the shape of the beat at `position` (in slow values) to `output`: `stride` floats, the last one zero.
  static func append(_ signal: SlowSignal, position: Double, to output: inout [Float]) {
    let rate = signal.rateHertz
    let range = neededRange(position: position, rateHertz: rate).clamped(to: signal.firstIndex..<signal.count)
    guard range.count > 1 else {
      output.append(contentsOf: repeatElement(0, count: stride))
      return
    }
    let slice = signal.values[(range.lowerBound - signal.firstIndex)..<(range.upperBound - signal.firstIndex)]
    let half = Int(baselineHalfSeconds * rate)
    let baseline = smoothed(smoothed(Array(slice), halfWidth: half), halfWidth: half)
    for step in firstStep...lastStep {
      let place = position + Double(step) * stepSeconds * rate - Double(range.lowerBound)
      let index = min(max(0, Int(place.rounded(.down))), range.count - 2)
      let share = Float(min(max(0, place - Double(index)), 1))
      let low = slice[slice.startIndex + index] - baseline[index]
      let high = slice[slice.startIndex + index + 1] - baseline[index + 1]
      output.append(low + share * (high - low))
    }
    output.append(0)
  }
}
