#if canImport(Glibc)
  import Glibc
#endif

/// A complex Morlet wavelet. Its modulus is an envelope: one smooth hump a QRS, whatever the polarity or shape.
struct QRSWavelet: Sendable {
  /// Taps from the centre on; the even part is the same before it, the odd part its negative.
  let evenHalf: [Float]
  let oddHalf: [Float]
  var halfLength: Int { evenHalf.count - 1 }
  /// All taps, from the first on, eight side by side; zero beyond the last.
  private let evenGroups: [SIMD8<Float>]
  private let oddGroups: [SIMD8<Float>]
  /// Samples that ``modulus(of:)`` reads.
  var windowLength: Int { 8 * evenGroups.count }

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
    evenGroups = Self.groups(evenTaps.map { Float(2 * $0 / total) })
    oddGroups = Self.groups(oddTaps.map { Float(2 * $0 / total) })
  }

  private static func groups(_ taps: [Float]) -> [SIMD8<Float>] {
    stride(from: 0, to: taps.count, by: 8).map { first in
      var group = SIMD8<Float>.zero
      for place in 0..<min(8, taps.count - first) { group[place] = taps[first + place] }
      return group
    }
  }

  /// Modulus at one place whose neighbourhood `input` begins `halfLength` samples before it and goes on, with whatever numbers, for ``windowLength``.
  func modulus(of input: UnsafePointer<Float>) -> Float {
    evenGroups.withUnsafeBufferPointer { even in
      oddGroups.withUnsafeBufferPointer { odd in Self.modulus(of: UnsafeRawPointer(input), even, odd) }
    }
  }

  @inline(__always)
  private static func modulus(of input: UnsafeRawPointer, _ even: UnsafeBufferPointer<SIMD8<Float>>, _ odd: UnsafeBufferPointer<SIMD8<Float>>)
    -> Float
  {
    var real = SIMD8<Float>.zero
    var imaginary = SIMD8<Float>.zero
    for group in 0..<min(even.count, odd.count) {
      let values = input.loadUnaligned(fromByteOffset: group * MemoryLayout<SIMD8<Float>>.stride, as: SIMD8<Float>.self)
      real += even[group] * values
      imaginary += odd[group] * values
    }
    let parts = SIMD2(real.total, imaginary.total)
    return (parts.x * parts.x + parts.y * parts.y).squareRoot()
  }
}
