#if canImport(Glibc)
  import Glibc
#endif

/// Steps that lie where a recording cut into equal pieces from its start would have its seams. Each step alone may be noise; that several fall on
/// exactly those samples is asked for its chance: steps anywhere hit the seams of a given length as a Poisson count.
struct PieceSeams {
  /// A step stands this many times above its neighbours; each level is asked by itself.
  static let levels = SIMD4<Float>(1.5, 2, 3, 4)
  /// A step is at least this share of a lead's mean move from sample to sample.
  static let leastMove: Float = 0.5
  /// Fewer hits prove nothing.
  private static let leastHits = 4
  /// Negative decimal logarithm of the chance beyond which pieces are believed. Highest of 409 development records and 2,160 pieces of ten seconds
  /// of MIT-BIH: 6.5; of 138 of the records mixed in pieces of 0.5 s the least: over 10.
  private static let leastEvidence = 8.0
  /// With more steps than this share of the samples nothing can be told.
  private static let mostSteps = 0.05
  /// Lengths of pieces, seconds.
  private static let lengths = 0.05...1.25

  /// Pieces of two lengths are looked for from this many times the shortest on; shorter ones step so often that they are noticed anyway.
  private static let dividedFactor = 3

  private let sampleCount: Int
  private let lookedAt: Int
  private let rateHertz: Double
  /// First sample after the step, and a one for each level that it reaches.
  private struct Step {
    var place: Int32
    var reached: SIMD4<Int32>
  }
  private var steps: [Step] = []

  init(sampleCount: Int, lookedAt: Int, rateHertz: Double) {
    self.sampleCount = sampleCount
    self.lookedAt = lookedAt
    self.rateHertz = rateHertz
  }

  mutating func add(at place: Int, ratio: Float) {
    let reached = SIMD4<Int32>().replacing(with: 1, where: Self.levels .< ratio)
    steps.append(Step(place: Int32(truncatingIfNeeded: place), reached: reached))
  }

  /// Whether the steps keep to the seams of pieces of one length, or of pieces of two lengths that differ by a sample (a recording divided into a
  /// number of pieces), in any order.
  var areEven: Bool {
    let counts = steps.reduce(into: SIMD4<Int32>()) { $0 &+= $1.reached }
    let judged = (0..<4).filter { counts[$0] >= Self.leastHits && Double(counts[$0]) <= Self.mostSteps * Double(lookedAt) }
    guard let first = judged.first else { return false }
    let candidates = steps.filter { $0.reached[first] > 0 }
    func isEven(_ hits: SIMD4<Int32>, seamSamples: () -> Int) -> Bool {
      guard judged.contains(where: { hits[$0] >= Self.leastHits }) else { return false }
      let places = Double(seamSamples())
      return judged.contains { evidence(Int(hits[$0]), expected: Double(counts[$0]) / Double(lookedAt) * places) > Self.leastEvidence }
    }
    let longest = min(lookedAt / Self.leastHits, Int(Self.lengths.upperBound * rateHertz))
    let shortest = max(2, Int(Self.lengths.lowerBound * rateHertz))
    guard shortest <= longest else { return false }
    let hits = hitsByLength(candidates, lengths: shortest...longest)
    func isEvenAt(_ place: Int) -> Bool { isEven(hits[place]) { lookedAt / (shortest + place) } }
    if hits.indices.contains(where: isEvenAt) { return true }
    return (max(1, sampleCount / longest)...max(1, sampleCount / (Self.dividedFactor * shortest))).contains { pieces in
      let division = Division(sampleCount: sampleCount, pieces: pieces)
      guard division.longer > 0, division.length > pieces else { return false }
      return isEven(hitsOfDivision(candidates, division)) { division.seamSamples(before: lookedAt) }
    }
  }

  /// Steps on whole multiples of each length, by level.
  private func hitsByLength(_ steps: [Step], lengths: ClosedRange<Int>) -> [SIMD4<Int32>] {
    var result = [SIMD4<Int32>](repeating: SIMD4(), count: lengths.count)
    let shortest = Int32(lengths.lowerBound)
    let longest = Int32(lengths.upperBound)
    for step in steps where step.place >= shortest {
      let counts = ((step.place + longest - 1) / longest)...(step.place / shortest)
      for first in stride(from: counts.lowerBound, through: counts.upperBound, by: 4) where Self.mayDivide(step.place, first) {
        for count in first...min(first + 3, counts.upperBound) where step.place % count == 0 {
          result[Int(step.place / count - shortest)] &+= step.reached
        }
      }
    }
    return result
  }

  /// False where none of `first` and the three numbers after it divides `place`: no quotient, rounded to a whole number, gives it back. Exact below 2²².
  @inline(__always)
  private static func mayDivide(_ place: Int32, _ first: Int32) -> Bool {
    guard place < 1 << 22 else { return true }
    let numbers = SIMD4<Float>(0, 1, 2, 3) + Float(first)
    let whole = SIMD4<Float>(repeating: Float(place))
    // Beyond 2²³ there is no room for a fraction.
    let quotients = (whole / numbers + 8_388_608) - 8_388_608
    return (quotients * numbers .== whole).isAnySet
  }

  private func hitsOfDivision(_ steps: [Step], _ division: Division) -> SIMD4<Int32> {
    var result = SIMD4<Int32>()
    let length = Int32(truncatingIfNeeded: division.length)
    for step in steps {
      let seam = step.place / length
      let shift = Int(step.place - seam * length)
      if shift <= division.longer, seam > 0, division.shifts(ofSeam: Int(seam)).contains(shift) { result &+= step.reached }
    }
    return result
  }

  /// Of more hits than expected by chance, as a negative decimal logarithm (leading term of the Poisson tail).
  private func evidence(_ hits: Int, expected: Double) -> Double {
    guard hits >= Self.leastHits, Double(hits) > expected, expected > 0 else { return 0 }
    let factorial = (1...hits).reduce(0.0) { $0 + log(Double($1)) }
    return (factorial + expected - Double(hits) * log(expected)) / log(10)
  }
}

/// A number of samples divided into pieces of `length` and of one more.
private struct Division {
  let length: Int
  /// How many pieces are one longer.
  let longer: Int
  private let pieces: Int

  init(sampleCount: Int, pieces: Int) {
    self.pieces = pieces
    length = sampleCount / pieces
    longer = sampleCount % pieces
  }

  /// How far after `seam` times the length the seam may lie: by as many samples as longer pieces may have come before it.
  func shifts(ofSeam seam: Int) -> ClosedRange<Int> {
    let least = min(longer, max(0, seam - (pieces - longer)))
    return least...max(least, min(seam, longer))
  }

  /// Samples at which a seam may lie.
  func seamSamples(before end: Int) -> Int {
    (1..<max(2, min(pieces, end / length))).reduce(0) { $0 + shifts(ofSeam: $1).count }
  }
}
