/// The QRS window of one beat at every shift: sums that make correlations with zero-mean templates cheap.
struct ShapeWindow {
  let leadCount: Int
  /// Mean-free size (root of the summed squares over all leads) at each shift, `-shifts...shifts`.
  private(set) var sizes: [Float] = []
  /// Mean of each lead at each shift, `[shift][lead]`.
  private(set) var means: [Float] = []

  init(_ shapes: UnsafeBufferPointer<Float>, start: Int, leadCount: Int) {
    self.leadCount = leadCount
    let length = Float(BeatShape.qrsLength)
    let count = 2 * BeatShape.shifts + 1
    // All shifts side by side, one lane to spare.
    var energy = SIMD16<Float>.zero
    means = [Float](repeating: 0, count: count * leadCount)
    let raw = UnsafeRawBufferPointer(shapes)
    for lead in 0..<leadCount {
      let from = start + lead * BeatShape.stride + BeatShape.qrsStart - BeatShape.shifts
      var sum = SIMD16<Float>.zero
      var squares = SIMD16<Float>.zero
      for index in from..<(from + BeatShape.qrsLength) {
        let values = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.stride, as: SIMD16<Float>.self)
        sum += values
        squares += values * values
      }
      let mean = sum / length
      let spread = squares - sum * sum / length
      energy += spread.replacing(with: SIMD16<Float>.zero, where: spread .< SIMD16<Float>.zero)
      for shift in 0..<count { means[shift * leadCount + lead] = mean[shift] }
    }
    sizes = (0..<count).map { energy[$0].squareRoot() }
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
    UnsafeRawBufferPointer(values).loadUnaligned(fromByteOffset: at * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
  }
}

/// How a beat agrees with a template: correlation, the shift at which it is highest, and the beat's size over the template's.
struct ShapeAgreement {
  var likeness: Float = -1
  var shift = 0
  var sizeRatio: Float = 1
}
