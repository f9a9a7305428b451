/// The mean of the middle half of all aligned beats, sample by sample: nearly as quiet as the mean, as unmoved by outliers as the median.
package struct AverageBeat: Sendable, Equatable {
  package var rateHertz: Double
  /// Index of the fiducial (R) within each lead's samples.
  package var fiducial: Int
  package var leads: [LeadName]
  /// Microvolts, `[lead][sample]`.
  package var samplesMicrovolts: [[Float]]
  /// How many beats went in.
  package var beatCount: Int
}

extension AverageBeat {
  init(_ matrix: BeatMatrix, leads: [LeadName]) {
    rateHertz = matrix.rateHertz
    fiducial = matrix.before
    self.leads = leads
    beatCount = matrix.beatIndices.count
    let network = Self.sortingNetwork(count: matrix.beatIndices.count)
    samplesMicrovolts = (0..<matrix.leadCount).map { Self.average(matrix, lead: $0, network: network) }
  }

  /// Sixteen samples at a time are sorted over the beats by a network, the same steps for all.
  private static func average(_ matrix: BeatMatrix, lead: Int, network: [(low: Int, high: Int)]) -> [Float] {
    let beats = matrix.beatIndices.count
    guard beats > 0 else { return [Float](repeating: 0, count: matrix.length) }
    let middle = (beats / 4)..<(beats - beats / 4)
    let stride = matrix.leadCount * matrix.length
    var columns = [SIMD16<Float>](repeating: SIMD16(), count: beats)
    var result = [Float](repeating: 0, count: matrix.length)
    matrix.values.withUnsafeBufferPointer { values in
      columns.withUnsafeMutableBufferPointer { columns in
        for start in Swift.stride(from: 0, to: matrix.length, by: 16) {
          // The last sixteen reach back over some that are done.
          let first = max(0, min(start, matrix.length - 16))
          let count = min(16, matrix.length - first)
          for beat in 0..<beats { columns[beat] = sixteen(values, at: beat * stride + lead * matrix.length + first, count: count) }
          for (low, high) in network { exchange(&columns[low], &columns[high]) }
          var sum = SIMD16<Float>()
          for beat in middle { sum += columns[beat] }
          for offset in 0..<count { result[first + offset] = sum[offset] / Float(middle.count) }
        }
      }
    }
    return result
  }

  @inline(__always)
  private static func sixteen(_ values: UnsafeBufferPointer<Float>, at position: Int, count: Int) -> SIMD16<Float> {
    guard count < 16 else {
      return UnsafeRawBufferPointer(values).loadUnaligned(fromByteOffset: position * MemoryLayout<Float>.stride, as: SIMD16<Float>.self)
    }
    var lanes = SIMD16<Float>()
    for offset in 0..<count { lanes[offset] = values[position + offset] }
    return lanes
  }

  /// The smaller of each lane goes to the first.
  @inline(__always)
  private static func exchange(_ first: inout SIMD16<Float>, _ second: inout SIMD16<Float>) {
    let (one, other) = (first, second)
    let isSmaller = other .< one
    first = one.replacing(with: other, where: isSmaller)
    second = other.replacing(with: one, where: isSmaller)
  }

  /// Pairs of places that, put in order one after the other, sort any `count` values: merge exchange (Batcher 1968; Knuth, The Art of Computer
  /// Programming 3, 5.2.2, algorithm M).
  static func sortingNetwork(count: Int) -> [(low: Int, high: Int)] {
    var pairs: [(low: Int, high: Int)] = []
    var top = 1
    while 2 * top < count { top *= 2 }
    var step = top
    while step > 0 {
      var (span, remainder, distance) = (top, 0, step)
      while true {
        for place in 0..<max(0, count - distance) where place & step == remainder { pairs.append((place, place + distance)) }
        guard span != step else { break }
        (distance, remainder) = (span - step, step)
        span /= 2
      }
      step /= 2
    }
    return pairs
  }
}
