#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Weights of one boundary; see `BoundaryTables`.
struct BoundaryTable: Sendable {
  let speed: [Float]
  let distance: [Float]
  let terms: [Float]
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
  /// Logarithms at each candidate; candidates follow one another step by step.
  private let features: [[Float]]
  private let first: Int

  /// - Parameter terms: the boundary's own terms at a step.
  init(_ view: ScanView, windows: ScanWindows, candidates: Range<Int>, terms: (Int) -> [Float]) {
    first = candidates.lowerBound
    features = candidates.map { place in
      var row: [Float] = []
      row.reserveCapacity(2 * windows.edges.count + 4)
      for edge in windows.edges { row.append(fastLog(windows.speedFloor + view.speed(from: place + edge.from, to: place + edge.to))) }
      for edge in windows.edges { row.append(fastLog(windows.distanceFloor + view.distance(from: place + edge.from, to: place + edge.to))) }
      row.append(contentsOf: terms(place))
      return row
    }
  }

  /// `nil` without a candidate.
  func likelihood(_ table: BoundaryTable) -> BoundaryLikelihood? {
    let weights = table.speed + table.distance + table.terms
    let scores = features.map { row in
      var sum: Float = 0
      for index in 0..<min(row.count, weights.count) { sum += row[index] * weights[index] }
      return sum
    }
    guard let highest = scores.max(), highest.isFinite else { return nil }
    var shares = scores.map { exp(Double($0 - highest)) }
    let sum = shares.reduce(0, +)
    for index in shares.indices { shares[index] /= sum }
    return BoundaryLikelihood(first: first, shares: shares)
  }
}

/// Probability of a boundary at each of a run of steps.
struct BoundaryLikelihood: Sendable {
  let first: Int
  let shares: [Double]

  /// The step with as much probability before as behind it, between steps.
  var middle: Double {
    var before = 0.0
    for (offset, share) in shares.enumerated() {
      // Half of a step's share counts as lying before its centre.
      let here = before + share / 2
      if here >= 0.5 {
        guard offset > 0 else { return Double(first) }
        let previous = before - shares[offset - 1] / 2
        return Double(first + offset) - (here - 0.5) / max(1e-12, here - previous)
      }
      before += share
    }
    return Double(first + shares.count - 1)
  }
}

/// Natural logarithm of a positive normal number, to 2e-5: exponent and a polynomial of the mantissa.
@inline(__always)
func fastLog(_ value: Float) -> Float {
  let bits = value.bitPattern
  let exponent = Float(Int32(bits >> 23) - 127)
  let mantissa = Float(bitPattern: (bits & 0x007F_FFFF) | 0x3F80_0000) - 1
  // log2(1 + m) on 0…1, error below 2e-5.
  let series = mantissa * (1.441_965_6 + mantissa * (-0.709_663 + mantissa * (0.417_596_3 + mantissa * (-0.196_270_3 + mantissa * 0.046_385_7))))
  return (exponent + series) * 0.693_147_2
}
