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
    samplesMicrovolts = (0..<matrix.leadCount).map { Self.average(matrix, lead: $0) }
  }

  /// Eight samples at a time are sorted over the beats by insertion: each beat's eight sink past the larger ones.
  private static func average(_ matrix: BeatMatrix, lead: Int) -> [Float] {
    let beats = matrix.beatIndices.count
    guard beats > 0 else { return [Float](repeating: 0, count: matrix.length) }
    let middle = (beats / 4)..<(beats - beats / 4)
    let stride = matrix.leadCount * matrix.length
    var sorted = [SIMD8<Float>](repeating: SIMD8(), count: beats)
    var result = [Float](repeating: 0, count: matrix.length)
    matrix.values.withUnsafeBufferPointer { values in
      sorted.withUnsafeMutableBufferPointer { sorted in
        for first in Swift.stride(from: 0, to: matrix.length, by: 8) {
          let count = min(8, matrix.length - first)
          for beat in 0..<beats {
            insert(eight(values, at: beat * stride + lead * matrix.length + first, count: count), into: sorted, count: beat)
          }
          var sum = SIMD8<Float>()
          for beat in middle { sum += sorted[beat] }
          for offset in 0..<count { result[first + offset] = sum[offset] / Float(middle.count) }
        }
      }
    }
    return result
  }

  @inline(__always)
  private static func eight(_ values: UnsafeBufferPointer<Float>, at position: Int, count: Int) -> SIMD8<Float> {
    guard count < 8 else {
      return UnsafeRawBufferPointer(values).loadUnaligned(fromByteOffset: position * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    }
    var lanes = SIMD8<Float>()
    for offset in 0..<count { lanes[offset] = values[position + offset] }
    return lanes
  }

  private static func insert(_ value: SIMD8<Float>, into sorted: UnsafeMutableBufferPointer<SIMD8<Float>>, count: Int) {
    var rising = value
    for place in 0..<count {
      let isSmaller = rising .< sorted[place]
      let smaller = sorted[place].replacing(with: rising, where: isSmaller)
      rising = rising.replacing(with: sorted[place], where: isSmaller)
      sorted[place] = smaller
    }
    sorted[count] = rising
  }
}
