/// The QRS window of one beat at every shift: sums that make correlations with zero-mean templates cheap.
struct ShapeWindow {
  let leadCount: Int
  /// Mean-free size (root of the summed squares over all leads) at each shift, `-shifts...shifts`.
  private(set) var sizes: [Float] = []
  /// Mean of each lead at each shift, `[shift][lead]`.
  private(set) var means: [Float] = []

  init(_ shapes: UnsafeBufferPointer<Float>, start: Int, leadCount: Int) {
    self.leadCount = leadCount
    let length = BeatShape.qrsLength
    for shift in -BeatShape.shifts...BeatShape.shifts {
      var energy: Float = 0
      for lead in 0..<leadCount {
        let from = start + lead * BeatShape.stride + BeatShape.qrsStart + shift
        var sum: Float = 0
        var squares: Float = 0
        for index in from..<(from + length) {
          sum += shapes[index]
          squares += shapes[index] * shapes[index]
        }
        means.append(sum / Float(length))
        energy += max(0, squares - sum * sum / Float(length))
      }
      sizes.append(energy.squareRoot())
    }
  }

  func size(at shift: Int) -> Float { sizes[shift + BeatShape.shifts] }

  /// The mean-free window at a shift, lead after lead.
  func window(_ shapes: UnsafeBufferPointer<Float>, start: Int, shift: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(leadCount * BeatShape.qrsLength)
    for lead in 0..<leadCount {
      let from = start + lead * BeatShape.stride + BeatShape.qrsStart + shift
      let mean = means[(shift + BeatShape.shifts) * leadCount + lead]
      for index in from..<(from + BeatShape.qrsLength) { result.append(shapes[index] - mean) }
    }
    return result
  }

  /// Product with a template whose leads have no mean.
  func product(_ shapes: UnsafeBufferPointer<Float>, start: Int, shift: Int, template: UnsafeBufferPointer<Float>) -> Float {
    var sums = SIMD8<Float>()
    var tap = 0
    for lead in 0..<leadCount {
      var index = start + lead * BeatShape.stride + BeatShape.qrsStart + shift
      for _ in 0..<(BeatShape.qrsLength / 8) {
        sums += Self.eight(shapes, index) * Self.eight(template, tap)
        index += 8
        tap += 8
      }
    }
    return sums.sum()
  }

  @inline(__always)
  private static func eight(_ values: UnsafeBufferPointer<Float>, _ at: Int) -> SIMD8<Float> {
    SIMD8(
      values[at], values[at + 1], values[at + 2], values[at + 3], values[at + 4], values[at + 5], values[at + 6], values[at + 7])
  }
}

/// How a beat agrees with a template: correlation, the shift at which it is highest, and the beat's size over the template's.
struct ShapeAgreement {
  var likeness: Float = -1
  var shift = 0
  var sizeRatio: Float = 1
}
