#if canImport(Glibc)
  import Glibc
#endif

/// Amplitudes of the mains' sines, 50 and 60 Hz, in up to four stretches at once (Goertzel 1958).
struct MainsTones: Sendable {
  static let frequenciesHertz = [50.0, 60]
  /// 50 Hz in the first four lanes, 60 Hz in the others.
  private let coefficients: SIMD8<Float>
  private let gains: [Float]
  private let canCarry: [Bool]

  init(rateHertz: Double) {
    let each = Self.frequenciesHertz.map { Float(2 * cos(2 * Double.pi * $0 / rateHertz)) }
    coefficients = SIMD8(lowHalf: SIMD4(repeating: each[0]), highHalf: SIMD4(repeating: each[1]))
    gains = Self.frequenciesHertz.map { Float(2 * sin(Double.pi * $0 / rateHertz)) }
    canCarry = Self.frequenciesHertz.map { $0 < rateHertz / 2 }
  }

  /// The larger amplitude of the two in each stretch of `count` samples; zero where the rate carries neither.
  func amplitudes(_ samples: UnsafeBufferPointer<Float>, starts: [Int], count: Int) -> SIMD4<Float> {
    guard count > 0, starts.count <= 4, let first = starts.first, starts.allSatisfy({ $0 + count <= samples.count }) else { return .zero }
    // Lanes to spare repeat the first stretch.
    let places = (0..<4).map { $0 < starts.count ? starts[$0] : first }
    let (one, two, three, four) = (places[0], places[1], places[2], places[3])
    let both = amplitudes(count: count) { SIMD4(samples[one + $0], samples[two + $0], samples[three + $0], samples[four + $0]) }
    return both.lowHalf.replacing(with: both.highHalf, where: both.highHalf .> both.lowHalf)
  }

  /// Amplitudes of 50 Hz in the low half and of 60 Hz in the high one over `count` samples, four at a time; zero where the rate does not carry them.
  @inline(__always)
  func amplitudes(count: Int, _ values: (Int) -> SIMD4<Float>) -> SIMD8<Float> {
    guard count > 0 else { return .zero }
    let largest = SIMD4<Float>(repeating: Decimation.largestMicrovolts)
    var previous = SIMD8<Float>.zero
    var beforePrevious = SIMD8<Float>.zero
    var last = values(0)
    for index in 0..<count {
      let here = values(index)
      // The difference keeps a large offset out of the recursion.
      let difference = here - last
      last = here
      let isValid = (difference .<= largest) .& (difference .>= -largest)
      let kept = SIMD4<Float>.zero.replacing(with: difference, where: isValid)
      let current = SIMD8(lowHalf: kept, highHalf: kept) + coefficients * previous - beforePrevious
      beforePrevious = previous
      previous = current
    }
    return sizes(ofPowers: previous * previous + beforePrevious * beforePrevious - coefficients * previous * beforePrevious, count: count)
  }

  private func sizes(ofPowers powers: SIMD8<Float>, count: Int) -> SIMD8<Float> {
    var result = SIMD8<Float>.zero
    for lane in 0..<8 where canCarry[lane / 4] && powers[lane] > 0 {
      result[lane] = 2 * powers[lane].squareRoot() / Float(count) / gains[lane / 4]
    }
    return result
  }
}
