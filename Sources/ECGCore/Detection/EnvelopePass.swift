/// The moduli of two wavelets in one pass over the samples.
struct EnvelopePass: Sendable {
  /// Samples before and after a place that its moduli depend on.
  let halfLength: Int
  /// Even and odd taps of the first and of the second wavelet, from the centre on, each four times over; zero beyond the shorter one's end.
  private let taps: [Tap]
  /// Taps from which on the second wavelet is zero.
  private let sharedCount: Int

  private struct Tap: Sendable {
    var even: SIMD4<Float>
    var odd: SIMD4<Float>
    var narrowEven: SIMD4<Float>
    var narrowOdd: SIMD4<Float>
  }

  init(_ wide: QRSWavelet, _ narrow: QRSWavelet) {
    let count = max(wide.halfLength, narrow.halfLength) + 1
    func tap(_ taps: [Float], _ index: Int) -> SIMD4<Float> { SIMD4(repeating: index < taps.count ? taps[index] : 0) }
    taps = (0..<count).map {
      Tap(even: tap(wide.evenHalf, $0), odd: tap(wide.oddHalf, $0), narrowEven: tap(narrow.evenHalf, $0), narrowOdd: tap(narrow.oddHalf, $0))
    }
    halfLength = count - 1
    sharedCount = narrow.halfLength + 1
  }

  /// Moduli at `outputs` places from `input` on, which begins `halfLength` samples before the first of them. Eight are worked side by side, so the
  /// input must reach `halfLength + 8` samples beyond the last and the outputs must have room for whole groups of eight.
  func moduli(of input: UnsafePointer<Float>, outputs: Int, into first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>) {
    taps.withUnsafeBufferPointer { taps in
      guard let taps = taps.baseAddress else { return }
      let end = halfLength + 1
      for group in 0..<((outputs + 7) / 8) {
        var eight = EightModuli(UnsafeRawPointer(input + (halfLength + 8 * group)), taps[0].even, taps[0].narrowEven)
        var tap = 1
        while tap < sharedCount {
          let tapped = taps + tap
          eight.addBoth(tap, tapped.pointee.even, tapped.pointee.odd, tapped.pointee.narrowEven, tapped.pointee.narrowOdd)
          tap &+= 1
        }
        while tap < end {
          let tapped = taps + tap
          eight.addWide(tap, tapped.pointee.even, tapped.pointee.odd)
          tap &+= 1
        }
        eight.store(UnsafeMutableRawPointer(first + 8 * group), UnsafeMutableRawPointer(second + 8 * group))
      }
    }
  }
}

/// Sums of eight places side by side on their way to moduli.
private struct EightModuli {
  private let centre: UnsafeRawPointer
  private var wide: (SIMD4<Float>, SIMD4<Float>)
  private var wideOdd = (SIMD4<Float>.zero, SIMD4<Float>.zero)
  private var narrow: (SIMD4<Float>, SIMD4<Float>)
  private var narrowOdd = (SIMD4<Float>.zero, SIMD4<Float>.zero)

  @inline(__always)
  init(_ centre: UnsafeRawPointer, _ even: SIMD4<Float>, _ narrowEven: SIMD4<Float>) {
    self.centre = centre
    let first = centre.loadUnaligned(as: SIMD4<Float>.self)
    let second = centre.loadUnaligned(fromByteOffset: 16, as: SIMD4<Float>.self)
    wide = (even * first, even * second)
    narrow = (narrowEven * first, narrowEven * second)
  }

  @inline(__always)
  private func four(_ offset: Int, _ half: Int) -> SIMD4<Float> {
    (centre + MemoryLayout<Float>.stride &* (offset &+ 4 &* half)).loadUnaligned(as: SIMD4<Float>.self)
  }

  @inline(__always)
  mutating func addBoth(_ tap: Int, _ even: SIMD4<Float>, _ odd: SIMD4<Float>, _ narrowEven: SIMD4<Float>, _ narrowOdd: SIMD4<Float>) {
    let first = (four(tap, 0), four(-tap, 0))
    let second = (four(tap, 1), four(-tap, 1))
    let sums = (first.0 + first.1, second.0 + second.1)
    let differences = (first.0 - first.1, second.0 - second.1)
    wide.0 += even * sums.0
    wide.1 += even * sums.1
    wideOdd.0 += odd * differences.0
    wideOdd.1 += odd * differences.1
    narrow.0 += narrowEven * sums.0
    narrow.1 += narrowEven * sums.1
    self.narrowOdd.0 += narrowOdd * differences.0
    self.narrowOdd.1 += narrowOdd * differences.1
  }

  @inline(__always)
  mutating func addWide(_ tap: Int, _ even: SIMD4<Float>, _ odd: SIMD4<Float>) {
    let first = (four(tap, 0), four(-tap, 0))
    let second = (four(tap, 1), four(-tap, 1))
    wide.0 += even * (first.0 + first.1)
    wide.1 += even * (second.0 + second.1)
    wideOdd.0 += odd * (first.0 - first.1)
    wideOdd.1 += odd * (second.0 - second.1)
  }

  @inline(__always)
  func store(_ first: UnsafeMutableRawPointer, _ second: UnsafeMutableRawPointer) {
    first.storeBytes(of: (wide.0 * wide.0 + wideOdd.0 * wideOdd.0).squareRoot(), as: SIMD4<Float>.self)
    first.storeBytes(of: (wide.1 * wide.1 + wideOdd.1 * wideOdd.1).squareRoot(), toByteOffset: 16, as: SIMD4<Float>.self)
    second.storeBytes(of: (narrow.0 * narrow.0 + narrowOdd.0 * narrowOdd.0).squareRoot(), as: SIMD4<Float>.self)
    second.storeBytes(of: (narrow.1 * narrow.1 + narrowOdd.1 * narrowOdd.1).squareRoot(), toByteOffset: 16, as: SIMD4<Float>.self)
  }
}
