#if canImport(Glibc)
  import Glibc
#endif

/// Takes the mains' sine out of a lead: its size and phase are read where the ECG is calm, second by second, and it is subtracted everywhere
/// (after the subtraction procedure of Levkov, Med. Biol. Eng. Comput. 22:63, 1984), so that QRS keeps its shape.
package struct MainsHum: Sendable {
  /// Frequencies that mains have.
  var frequenciesHertz = [50.0, 60.0]
  /// A smaller sine is left alone.
  var minimumMicrovolts: Float = 8
  /// Samples further from the mean of one mains period than this many times the median are QRS and say nothing of hum.
  var calmRatio: Float = 3
  package init() {}

  /// A lead calmer than this above 40 Hz holds no hum worth looking for.
  var minimumNoiseMicrovolts = 6.0

  /// The lead without hum; the very same samples where there is none. `noiseMicrovolts` as in `LeadQuality`.
  package func removed(from samples: [Float], rateHertz: Double, noiseMicrovolts: Double? = nil) -> [Float] {
    var result = samples
    if let noiseMicrovolts, noiseMicrovolts < minimumNoiseMicrovolts { return result }
    for frequency in frequenciesHertz where frequency < 0.45 * rateHertz && Double(samples.count) >= rateHertz {
      let first = samples[0..<min(samples.count, Int(4 * rateHertz))]
      let tone = first.withUnsafeBufferPointer { LeadSurvey.tone(frequency, $0, rateHertz: rateHertz) }
      guard tone >= minimumMicrovolts else { continue }
      guard let sines = fit(result, frequency: frequency, rateHertz: rateHertz) else { continue }
      subtract(sines, from: &result, frequency: frequency, rateHertz: rateHertz)
    }
    return result
  }

  /// Cosine and sine parts of each second.
  private func fit(_ samples: [Float], frequency: Double, rateHertz: Double) -> [SIMD2<Float>]? {
    let (band, gain) = Self.highBand(samples, period: rateHertz / frequency)
    guard gain > 0.2 else { return nil }
    let count = max(1, Int(Double(samples.count) / rateHertz))
    let limit = calmRatio * median(stride(from: 0, to: band.count, by: 7).map { abs(band[$0]) })
    var sines: [SIMD2<Float>] = []
    for second in 0..<count {
      let from = Int(Double(second) * rateHertz)
      let to = second + 1 == count ? band.count : Int(Double(second + 1) * rateHertz)
      sines.append(Self.sine(band, from..<to, step: 2 * .pi * frequency / rateHertz, limit: limit) / gain)
    }
    let sizes = sines.map { ($0 * $0).sum().squareRoot() }
    return median(sizes) >= minimumMicrovolts ? sines : nil
  }

  /// Each sample less the mean of a mains period around it, and what that leaves of the mains' sine.
  private static func highBand(_ samples: [Float], period: Double) -> (band: [Float], gain: Float) {
    let half = max(1, Int((period / 2).rounded()))
    let means = smoothed(samples, halfWidth: half)
    let width = Double(2 * half + 1)
    let mean = sin(.pi * width / period) / (width * sin(.pi / period))
    return (zip(samples, means).map { $0 - $1 }, Float(1 - mean))
  }

  /// Least squares over the calm samples; zero where hardly any is calm.
  private static func sine(_ band: [Float], _ range: Range<Int>, step: Double, limit: Float) -> SIMD2<Float> {
    var squares = SIMD3<Float>()
    var products = SIMD2<Float>()
    var turn = Turn(at: range.lowerBound, step: step)
    var calm = 0
    for index in range {
      if abs(band[index]) <= limit {
        let (cosine, sine) = (turn.value.x, turn.value.y)
        squares += SIMD3(cosine * cosine, cosine * sine, sine * sine)
        products += turn.value * band[index]
        calm += 1
      }
      turn.advance()
    }
    let determinant = squares.x * squares.z - squares.y * squares.y
    guard calm > range.count / 4, determinant > 1 else { return SIMD2() }
    return SIMD2(squares.z * products.x - squares.y * products.y, squares.x * products.y - squares.y * products.x) / determinant
  }

  /// Between the middles of two seconds the sine goes over from one to the other.
  private func subtract(_ sines: [SIMD2<Float>], from samples: inout [Float], frequency: Double, rateHertz: Double) {
    var turn = Turn(at: 0, step: 2 * .pi * frequency / rateHertz)
    for index in samples.indices {
      let place = max(0, min(Float(sines.count - 1), Float(Double(index) / rateHertz) - 0.5))
      let first = Int(place)
      let second = min(sines.count - 1, first + 1)
      let mixed = sines[first] + (sines[second] - sines[first]) * (place - Float(first))
      samples[index] -= (mixed * turn.value).sum()
      turn.advance()
    }
  }
}

/// Cosine and sine of an angle that grows by the same step, turned anew from the angle itself every 256 samples, so that rounding does not grow.
private struct Turn {
  private(set) var value: SIMD2<Float>
  private var index: Int
  private let step: Double
  private let stepValue: SIMD2<Float>

  init(at index: Int, step: Double) {
    self.index = index
    self.step = step
    value = SIMD2(Float(cos(Double(index) * step)), Float(sin(Double(index) * step)))
    stepValue = SIMD2(Float(cos(step)), Float(sin(step)))
  }

  mutating func advance() {
    index += 1
    if index % 256 == 0 {
      value = SIMD2(Float(cos(Double(index) * step)), Float(sin(Double(index) * step)))
    } else {
      value = SIMD2(value.x * stepValue.x - value.y * stepValue.y, value.x * stepValue.y + value.y * stepValue.x)
    }
  }
}
