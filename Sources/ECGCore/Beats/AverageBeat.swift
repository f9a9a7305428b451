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

  private static func average(_ matrix: BeatMatrix, lead: Int) -> [Float] {
    let beats = matrix.beatIndices.count
    guard beats > 0 else { return [Float](repeating: 0, count: matrix.length) }
    let from = beats / 4
    let to = beats - beats / 4
    var column = [Float](repeating: 0, count: beats)
    let stride = matrix.leadCount * matrix.length
    return matrix.values.withUnsafeBufferPointer { values in
      column.withUnsafeMutableBufferPointer { column in
        (0..<matrix.length).map { sample in
          var position = lead * matrix.length + sample
          for beat in 0..<beats {
            insert(values[position], into: column, count: beat)
            position += stride
          }
          var sum: Float = 0
          for beat in from..<to { sum += column[beat] }
          return sum / Float(to - from)
        }
      }
    }
  }

  private static func insert(_ value: Float, into column: UnsafeMutableBufferPointer<Float>, count: Int) {
    var place = count
    while place > 0, column[place - 1] > value {
      column[place] = column[place - 1]
      place -= 1
    }
    column[place] = value
  }
}
