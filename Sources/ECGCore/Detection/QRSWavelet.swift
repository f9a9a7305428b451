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

  /// Modulus of the wavelet transform, microvolts of an equally large sine at the centre frequency; ends held. Eight samples are worked side by side.
  func envelope(of samples: [Float]) -> [Float] {
    guard let first = samples.first, let last = samples.last else { return [] }
    let half = even.halfLength
    var padded = [Float]()
    padded.reserveCapacity(samples.count + 2 * half + 8)
    padded.append(contentsOf: repeatElement(first, count: half))
    padded.append(contentsOf: samples)
    padded.append(contentsOf: repeatElement(last, count: half + 8))
    // Whole groups of eight are written; what lies beyond the end is cut off.
    let groups = (samples.count + 7) / 8
    return [Float](unsafeUninitializedCapacity: groups * 8) { output, initialized in
      padded.withUnsafeBytes { raw in
        even.taps.withUnsafeBufferPointer { evenTaps in
          odd.taps.withUnsafeBufferPointer { oddTaps in fill(UnsafeMutableRawBufferPointer(output), from: raw, evenTaps, oddTaps, groups: groups) }
        }
      }
      initialized = samples.count
    }
  }

  private func fill(
    _ output: UnsafeMutableRawBufferPointer, from raw: UnsafeRawBufferPointer, _ evenTaps: UnsafeBufferPointer<Float>,
    _ oddTaps: UnsafeBufferPointer<Float>, groups: Int
  ) {
    let stride = MemoryLayout<Float>.stride
    for group in 0..<groups {
      var real = SIMD8<Float>.zero
      var imaginary = SIMD8<Float>.zero
      var offset = group * 8 * stride
      for tap in 0..<evenTaps.count {
        let values = raw.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        real += evenTaps[tap] * values
        imaginary += oddTaps[tap] * values
        offset += stride
      }
      let power = real * real + imaginary * imaginary
      output.storeBytes(of: power.squareRoot(), toByteOffset: group * 8 * stride, as: SIMD8<Float>.self)
    }
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
