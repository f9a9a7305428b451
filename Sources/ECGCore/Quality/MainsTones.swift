#if canImport(Glibc)
  import Glibc
#endif

/// Amplitudes of the mains' sines, 50 and 60 Hz, in up to four stretches of a lead at once: ``LeadSurvey/tone(_:_:rateHertz:)`` side by side.
struct MainsTones: Sendable {
  private static let frequencies = [50.0, 60]
  /// 50 Hz in the first four lanes, 60 Hz in the others.
  private let coefficients: SIMD8<Float>
  private let gains: [Float]
  private let canCarry: [Bool]

  init(rateHertz: Double) {
    let each = Self.frequencies.map { Float(2 * cos(2 * Double.pi * $0 / rateHertz)) }
    coefficients = SIMD8(lowHalf: SIMD4(repeating: each[0]), highHalf: SIMD4(repeating: each[1]))
    gains = Self.frequencies.map { Float(2 * sin(Double.pi * $0 / rateHertz)) }
    canCarry = Self.frequencies.map { $0 < rateHertz / 2 }
  }

  /// The larger amplitude of the two in each stretch of `count` samples; zero where the rate carries neither.
  func amplitudes(_ samples: UnsafeBufferPointer<Float>, starts: [Int], count: Int) -> SIMD4<Float> {
    guard count > 0, starts.count <= 4, let first = starts.first, starts.allSatisfy({ $0 + count <= samples.count }) else { return .zero }
    // Lanes to spare repeat the first stretch.
    let places = (0..<4).map { $0 < starts.count ? starts[$0] : first }
    let (one, two, three, four) = (places[0], places[1], places[2], places[3])
    let largest = SIMD4<Float>(repeating: Decimation.largestMicrovolts)
    var previous = SIMD8<Float>.zero
    var beforePrevious = SIMD8<Float>.zero
    var last = SIMD4(samples[one], samples[two], samples[three], samples[four])
    for index in 0..<count {
      let values = SIMD4(samples[one + index], samples[two + index], samples[three + index], samples[four + index])
      // The difference keeps a large offset out of the recursion.
      let difference = values - last
      last = values
      let isValid = (difference .<= largest) .& (difference .>= -largest)
      let kept = SIMD4<Float>.zero.replacing(with: difference, where: isValid)
      let current = SIMD8(lowHalf: kept, highHalf: kept) + coefficients * previous - beforePrevious
      beforePrevious = previous
      previous = current
    }
    let power = previous * previous + beforePrevious * beforePrevious - coefficients * previous * beforePrevious
    var result = SIMD4<Float>.zero
    for lane in 0..<4 {
      for tone in 0..<2 where canCarry[tone] && power[4 * tone + lane] > 0 {
        result[lane] = max(result[lane], 2 * power[4 * tone + lane].squareRoot() / Float(count) / gains[tone])
      }
    }
    return result
  }
}
