#if canImport(Glibc)
  import Glibc
#endif

/// A complex Morlet wavelet at the QRS band. Its modulus is an envelope: one smooth hump a QRS, whatever the polarity or shape.
struct QRSWavelet: Sendable {
  let even: SymmetricFilter
  let odd: SymmetricFilter

  /// Taps reach to 3 sigma. The even part has its mean removed, so a constant or a slow drift gives nothing. Unit gain at the centre frequency.
  init(rateHertz: Double, centreFrequencyHertz: Double, windowSigmaSeconds: Double) {
    let sigma = windowSigmaSeconds * rateHertz
    let half = max(2, Int((3 * sigma).rounded(.up)))
    let omega = 2 * Double.pi * centreFrequencyHertz / rateHertz
    let offsets = (-half...half).map(Double.init)
    let window = offsets.map { exp(-0.5 * ($0 / sigma) * ($0 / sigma)) }
    let total = window.reduce(0, +)
    let cosines = zip(offsets, window).map { cos(omega * $0) * $1 }
    let mean = cosines.reduce(0, +) / total
    let evenTaps = zip(cosines, window).map { $0 - mean * $1 }
    let oddTaps = zip(offsets, window).map { sin(omega * $0) * $1 }
    even = SymmetricFilter(taps: evenTaps.map { Float(2 * $0 / total) })
    odd = SymmetricFilter(taps: oddTaps.map { Float(2 * $0 / total) })
  }

  /// Modulus of the wavelet transform, microvolts of an equally large sine at the centre frequency.
  func envelope(of samples: [Float]) -> [Float] {
    var real = even.apply(samples)
    let imaginary = odd.apply(samples)
    for index in real.indices {
      real[index] = (real[index] * real[index] + imaginary[index] * imaginary[index]).squareRoot()
    }
    return real
  }

  /// The modulus at single samples: its largest within `reach` of each.
  func peak(near index: Int, reach: Int, of samples: UnsafeBufferPointer<Float>) -> Float {
    var highest: Float = 0
    for position in max(0, index - reach)...min(samples.count - 1, index + reach) {
      let real = even.value(at: position, of: samples)
      let imaginary = odd.value(at: position, of: samples)
      highest = max(highest, real * real + imaginary * imaginary)
    }
    return highest.squareRoot()
  }
}
