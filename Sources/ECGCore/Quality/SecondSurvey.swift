/// What one second of a lead is like; amplitudes in microvolts.
struct SecondSurvey: Sendable, Equatable {
  var sampleCount = 0
  var invalidCount = 0
  /// Samples in runs that stand still, and in runs on the lead's largest or smallest value.
  var flatCount = 0
  var railCount = 0
  /// Mean, lowest and highest valid sample.
  var mean: Float = 0
  var low = Float.infinity
  var high = -Float.infinity
  /// Root mean square above about 40 Hz, the median over pieces of 0.1 s, so that QRS complexes do not count.
  var noise: Float = 0
  /// Amplitude of the mains' sine, 50 or 60 Hz; zero where the noise leaves no room for one.
  var hum: Float = 0
  /// What the noise holds beside hum. The high band passes a mains sine with about 0.85 of its amplitude as root mean square.
  var muscle: Float { max(0, noise * noise - 0.7225 * hum * hum).squareRoot() }
}

extension SecondSurvey {
  /// Lowest, highest and mean of the valid samples.
  static func extremes(_ values: UnsafeBufferPointer<Float>, from: Int, to: Int) -> SecondSurvey {
    if from < to, let second = extremesOfValid(UnsafeBufferPointer(rebasing: values[from..<to])) { return second }
    var second = SecondSurvey()
    second.sampleCount = max(0, to - from)
    var low = SIMD4<Float>(repeating: .infinity)
    var high = -low
    var sum = SIMD4<Float>()
    var valid = SIMD4<Int32>()
    let limit = SIMD4<Float>(repeating: Decimation.largestMicrovolts)
    let bytes = UnsafeRawBufferPointer(values)
    var index = from
    while index + 4 <= to {
      let lanes = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.stride, as: SIMD4<Float>.self)
      // Not a number is neither below nor above.
      let isValid = (lanes .<= limit) .& (lanes .>= -limit)
      low = low.replacing(with: lanes, where: isValid .& (lanes .< low))
      high = high.replacing(with: lanes, where: isValid .& (lanes .> high))
      sum += SIMD4<Float>().replacing(with: lanes, where: isValid)
      valid &+= SIMD4<Int32>().replacing(with: 1, where: isValid)
      index += 4
    }
    second.low = low.min()
    second.high = high.max()
    var total = sum.sum()
    var count = Int(valid.wrappedSum())
    for value in values[index..<max(index, to)] where abs(value) <= Decimation.largestMicrovolts {
      second.low = min(second.low, value)
      second.high = max(second.high, value)
      total += value
      count += 1
    }
    second.invalidCount = second.sampleCount - count
    second.mean = count > 0 ? total / Float(count) : .nan
    return second
  }

  /// The same where every sample is valid; `nil` where one is not. Sizes are compared as in `holdingLastValid`.
  private static func extremesOfValid(_ values: UnsafeBufferPointer<Float>) -> SecondSurvey? {
    guard let base = values.baseAddress else { return nil }
    let largest = Int32(bitPattern: Decimation.largestMicrovolts.bitPattern)
    var low = SIMD4<Float>(repeating: .infinity)
    var high = -low
    var sum = SIMD4<Float>()
    var room = SIMD4<Int32>()
    let whole = values.count / 4 * 4
    for index in stride(from: 0, to: whole, by: 4) {
      let lanes = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD4<Float>.self)
      low = low.replacing(with: lanes, where: lanes .< low)
      high = high.replacing(with: lanes, where: lanes .> high)
      sum += lanes
      room |= largest &- (unsafeBitCast(lanes, to: SIMD4<Int32>.self) & 0x7FFF_FFFF)
    }
    guard room.min() >= 0 else { return nil }
    var second = SecondSurvey()
    second.sampleCount = values.count
    second.low = low.min()
    second.high = high.max()
    var total = sum.sum()
    for value in values[whole...] {
      guard abs(value) <= Decimation.largestMicrovolts else { return nil }
      second.low = min(second.low, value)
      second.high = max(second.high, value)
      total += value
    }
    second.mean = total / Float(values.count)
    return second
  }
}
