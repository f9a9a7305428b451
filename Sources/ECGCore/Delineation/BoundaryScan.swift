#if canImport(Glibc)
  import Glibc
#endif

/// Weights of one boundary; see `BoundaryTables`.
struct BoundaryTable: Sendable {
  /// Of the speeds, then of the distances, then of the boundary's own terms.
  let all: [Float]

  init(speed: [Float], distance: [Float], terms: [Float]) { all = speed + distance + terms }
}

/// The eight boundaries and peaks of a beat. The peak of QRS is its largest deflection and needs no scan.
struct BoundaryTableSet: Sendable {
  let pOnset: BoundaryTable
  let pPeak: BoundaryTable
  let pOffset: BoundaryTable
  let qrsOnset: BoundaryTable
  let qrsOffset: BoundaryTable
  let tOnset: BoundaryTable
  let tPeak: BoundaryTable
  let tOffset: BoundaryTable
}

/// Nine windows about a candidate place, in steps of the grid.
struct ScanWindows: Sendable {
  let edges: [(from: Int, to: Int)]
  /// What is added before the logarithm: slower or nearer than this is rest.
  let speedFloor: Float
  let distanceFloor: Float

  static let qrs = ScanWindows(
    edges: [(-24, -12), (-12, -6), (-6, -3), (-3, -1), (-1, 1), (1, 3), (3, 6), (6, 12), (12, 24)], speedFloor: 0.003, distanceFloor: 0.01)
  static let p = ScanWindows(
    edges: [(-32, -16), (-16, -9), (-9, -4), (-4, -1), (-1, 1), (1, 4), (4, 9), (9, 16), (16, 32)], speedFloor: 0.02, distanceFloor: 0.03)
  static let t = ScanWindows(
    edges: [(-48, -24), (-24, -12), (-12, -6), (-6, -2), (-2, 2), (2, 6), (6, 12), (12, 24), (24, 48)], speedFloor: 0.01, distanceFloor: 0.02)
}

/// How likely a boundary lies at each candidate place: a softmax over weighted logarithms of speeds and distances about it.
struct BoundaryScan: Sendable {
  /// Logarithms and terms, one after the other, each over all candidates; candidates follow one another step by step.
  private let features: [Float]
  private let width: Int
  private let candidates: Range<Int>

  /// - Parameters:
  ///   - termCount: how many terms of its own the boundary has, four at most.
  ///   - terms: those of a step; the rest is not looked at.
  @inline(__always)
  init(_ view: ScanView, windows: ScanWindows, candidates: Range<Int>, termCount: Int = 0, terms: (Int) -> SIMD4<Float> = { _ in .zero }) {
    self.candidates = candidates
    let windowCount = windows.edges.count
    let width = 2 * windowCount + termCount
    let count = candidates.count
    self.width = width
    features = [Float](unsafeUninitializedCapacity: count * width) { output, initialized in
      func column(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: output[(index * count)..<((index + 1) * count)])
      }
      for (index, edge) in windows.edges.enumerated() {
        view.writeSpeeds(edge, floor: windows.speedFloor, places: candidates, to: column(index))
        view.writeDistances(edge, floor: windows.distanceFloor, places: candidates, to: column(windowCount + index))
      }
      takeLogarithms(UnsafeMutableBufferPointer(rebasing: output[..<(2 * windowCount * count)]))
      for (row, place) in candidates.enumerated() {
        let own = terms(place)
        for index in 0..<termCount { output[(2 * windowCount + index) * count + row] = own[index] }
      }
      initialized = count * width
    }
  }

  /// The likelihood over those candidates that lie `within`; `nil` without any.
  func likelihood(_ table: BoundaryTable, within: Range<Int>? = nil) -> BoundaryLikelihood? {
    let chosen = within.map { $0.clamped(to: candidates) } ?? candidates
    guard !chosen.isEmpty, table.all.count == width else { return nil }
    let scores = scores(table, first: chosen.lowerBound - candidates.lowerBound, count: chosen.count)
    guard let highest = scores.max(), highest.isFinite else { return nil }
    var shares = scores.map { exp(Double($0 - highest)) }
    let sum = shares.reduce(0, +)
    for index in shares.indices { shares[index] /= sum }
    return BoundaryLikelihood(first: chosen.lowerBound, shares: shares)
  }

  /// Weighted sums of the features of `count` candidates, sixteen side by side.
  private func scores(_ table: BoundaryTable, first: Int, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { scores, initialized in
      features.withUnsafeBufferPointer { features in
        var done = 0
        while done + 16 <= count {
          var sums = (SIMD8<Float>.zero, SIMD8<Float>.zero)
          var place = first + done
          for weight in table.all {
            sums.0 += weight * features.eight(at: place)
            sums.1 += weight * features.eight(at: place + 8)
            place += candidates.count
          }
          for lane in 0..<8 { (scores[done + lane], scores[done + 8 + lane]) = (sums.0[lane], sums.1[lane]) }
          done += 16
        }
        for index in done..<count {
          var sum: Float = 0
          for (column, weight) in table.all.enumerated() { sum += weight * features[column * candidates.count + first + index] }
          scores[index] = sum
        }
      }
      initialized = count
    }
  }
}

/// Probability of a boundary at each of a run of steps.
struct BoundaryLikelihood: Sendable {
  let first: Int
  let shares: [Double]

  /// The step with as much probability before as behind it, between steps.
  var middle: Double { quantile(0.5) }
  /// Width of the middle two thirds of the probability, steps.
  var spread: Double { quantile(0.84) - quantile(0.16) }

  /// The step before which the probability is `share`, between steps; half of a step's share lies before its centre.
  private func quantile(_ share: Double) -> Double {
    var before = 0.0
    var previous = 0.0
    for (offset, value) in shares.enumerated() {
      let here = before + value / 2
      if here >= share { return offset == 0 ? Double(first) : Double(first + offset) - (here - share) / max(1e-12, here - previous) }
      previous = here
      before += value
    }
    return Double(first + shares.count - 1)
  }
}

/// Natural logarithm of a positive normal number, to 2e-5: exponent and a polynomial of the mantissa.
func fastLog(_ value: Float) -> Float {
  let bits = value.bitPattern
  let exponent = Float(Int32(bits >> 23) - 127)
  let mantissa = Float(bitPattern: (bits & 0x007F_FFFF) | 0x3F80_0000) - 1
  return logarithm(exponent: SIMD2(repeating: exponent), mantissa: SIMD2(repeating: mantissa)).x
}

/// `fastLog` of each value in place, eight at a time.
private func takeLogarithms(_ values: UnsafeMutableBufferPointer<Float>) {
  let count = values.count
  var index = 0
  while index + 8 <= count {
    var lanes = SIMD8<Float>()
    for offset in 0..<8 { lanes[offset] = values[index + offset] }
    let bits = unsafeBitCast(lanes, to: SIMD8<UInt32>.self)
    let exponent = SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: bits &>> 23) &- 127)
    let mantissa = unsafeBitCast((bits & 0x007F_FFFF) | 0x3F80_0000, to: SIMD8<Float>.self) - 1
    let result = logarithm(exponent: exponent, mantissa: mantissa)
    for offset in 0..<8 { values[index + offset] = result[offset] }
    index += 8
  }
  while index < count {
    values[index] = fastLog(values[index])
    index += 1
  }
}

/// log2(1 + m) on 0…1 has an error below 2e-5.
@inline(__always)
private func logarithm<Lanes: SIMD>(exponent: Lanes, mantissa m: Lanes) -> Lanes where Lanes.Scalar == Float {
  let inner = -0.709_663 + m * (0.417_596_3 + m * (-0.196_270_3 + m * 0.046_385_7))
  return (exponent + m * (1.441_965_6 + m * inner)) * 0.693_147_2
}
