/// The moduli of two wavelets in one pass over the samples.
struct EnvelopePass: Sendable {
  /// Samples before and after a place that its moduli depend on.
  let halfLength: Int
  /// Even and odd taps of the first and of the second wavelet, from the centre on; zero beyond the shorter one's end.
  private let taps: [SIMD4<Float>]
  /// Taps from which on the second wavelet is zero.
  private let sharedCount: Int

  init(_ wide: QRSWavelet, _ narrow: QRSWavelet) {
    let count = max(wide.halfLength, narrow.halfLength) + 1
    func tap(_ taps: [Float], _ index: Int) -> Float { index < taps.count ? taps[index] : 0 }
    taps = (0..<count).map { SIMD4(tap(wide.evenHalf, $0), tap(wide.oddHalf, $0), tap(narrow.evenHalf, $0), tap(narrow.oddHalf, $0)) }
    halfLength = count - 1
    sharedCount = narrow.halfLength + 1
  }

  /// Moduli at `outputs` places from `input` on, which begins `halfLength` samples before the first of them. Eight are worked side by side, so the
  /// input must reach `halfLength + 8` samples beyond the last and the outputs must have room for whole groups of eight.
  func moduli(of input: UnsafePointer<Float>, outputs: Int, into first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>) {
    let centre = UnsafeRawPointer(input + halfLength)
    let stride = MemoryLayout<Float>.stride
    taps.withUnsafeBufferPointer { taps in
      for group in 0..<((outputs + 7) / 8) {
        let offset = group * 8 * stride
        let place = centre + offset
        let middle = place.loadUnaligned(as: SIMD8<Float>.self)
        var wide = taps[0].x * middle
        var wideOdd = SIMD8<Float>.zero
        var narrow = taps[0].z * middle
        var narrowOdd = SIMD8<Float>.zero
        for tap in 1..<sharedCount {
          let after = place.loadUnaligned(fromByteOffset: tap * stride, as: SIMD8<Float>.self)
          let before = place.loadUnaligned(fromByteOffset: -tap * stride, as: SIMD8<Float>.self)
          let (sum, difference) = (after + before, after - before)
          wide += taps[tap].x * sum
          wideOdd += taps[tap].y * difference
          narrow += taps[tap].z * sum
          narrowOdd += taps[tap].w * difference
        }
        for tap in sharedCount..<taps.count {
          let after = place.loadUnaligned(fromByteOffset: tap * stride, as: SIMD8<Float>.self)
          let before = place.loadUnaligned(fromByteOffset: -tap * stride, as: SIMD8<Float>.self)
          wide += taps[tap].x * (after + before)
          wideOdd += taps[tap].y * (after - before)
        }
        let power = wide * wide + wideOdd * wideOdd
        let narrowPower = narrow * narrow + narrowOdd * narrowOdd
        UnsafeMutableRawPointer(first).storeBytes(of: power.squareRoot(), toByteOffset: offset, as: SIMD8<Float>.self)
        UnsafeMutableRawPointer(second).storeBytes(of: narrowPower.squareRoot(), toByteOffset: offset, as: SIMD8<Float>.self)
      }
    }
  }
}
