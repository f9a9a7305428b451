#if canImport(Glibc)
  import Glibc
#endif

/// A complex Morlet wavelet. Its modulus is an envelope: one smooth hump a QRS, whatever the polarity or shape.
struct QRSWavelet: Sendable {
  /// Taps from the centre on; the even part is the same before it, the odd part its negative.
  let evenHalf: [Float]
  let oddHalf: [Float]
  var halfLength: Int { evenHalf.count - 1 }

  /// Taps reach to 2.5 sigma. The even part has its mean removed, so a constant or a slow drift gives nothing. Unit gain at the centre frequency.
  init(rateHertz: Double, centreFrequencyHertz: Double, windowSigmaSeconds: Double) {
    let sigma = windowSigmaSeconds * rateHertz
    let half = max(2, Int((2.5 * sigma).rounded(.up)))
    let omega = 2 * Double.pi * centreFrequencyHertz / rateHertz
    let offsets = (-half...half).map(Double.init)
    let window = offsets.map { exp(-0.5 * ($0 / sigma) * ($0 / sigma)) }
    let total = window.reduce(0, +)
    let cosines = zip(offsets, window).map { cos(omega * $0) * $1 }
    let mean = cosines.reduce(0, +) / total
    let evenTaps = zip(cosines, window).map { $0 - mean * $1 }
    let oddTaps = zip(offsets, window).map { sin(omega * $0) * $1 }
    evenHalf = evenTaps[half...].map { Float(2 * $0 / total) }
    oddHalf = oddTaps[half...].map { Float(2 * $0 / total) }
  }

  /// Modulus at one place whose neighbourhood `input` begins `halfLength` samples before it.
  func modulus(of input: UnsafePointer<Float>) -> Float {
    let centre = input + halfLength
    var real = evenHalf[0] * centre[0]
    var imaginary: Float = 0
    evenHalf.withUnsafeBufferPointer { evenTaps in
      oddHalf.withUnsafeBufferPointer { oddTaps in
        for tap in 1..<evenTaps.count {
          real += evenTaps[tap] * (centre[tap] + centre[-tap])
          imaginary += oddTaps[tap] * (centre[tap] - centre[-tap])
        }
      }
    }
    return (real * real + imaginary * imaginary).squareRoot()
  }
}
