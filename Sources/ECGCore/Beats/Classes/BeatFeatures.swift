#if canImport(Glibc)
  import Glibc
#endif

/// What the model of ventricular beats looks at: one beat's numbers, most of them medians over all beats of its shape.
package struct BeatFeatures: Sendable, Equatable {
  package static let names = ["unlikeness", "earlyUnlikeness", "sharpness", "lateSuccessor", "isRare", "unrest", "atrialLoss"]

  /// Logarithm of (1 − likeness to the heart's own shape), over what is usual for that shape itself.
  var unlikeness: Float
  /// Root of (1 − likeness), times how early beats of this shape come (share of the local RR).
  var earlyUnlikeness: Float
  /// Logarithm of slope over size, against the heart's own: negative in broad complexes.
  var sharpness: Float
  /// How much later than usual the next beat comes (compensatory pause), share of the local RR.
  var lateSuccessor: Float
  /// One where the shape occurs once or twice.
  var isRare: Float
  /// Logarithm of slopes before the QRS over those within it, against the recording's median: noise, or a shape without rest before it.
  var unrest: Float
  /// How much less the time before the QRS agrees with the usual P than before the heart's own beats.
  var atrialLoss: Float

  package var vector: [Float] { [unlikeness, earlyUnlikeness, sharpness, lateSuccessor, isRare, unrest, atrialLoss] }
}

/// Intervals about each beat as shares of the local median.
struct RelativeIntervals {
  /// Median over this many beats to both sides.
  static let halfSpan = 15
  private static let range: ClosedRange<Float> = 0.3...2.2

  var before: [Float]
  var after: [Float]

  /// `intervals[i]` is the time from beat i − 1 to beat i, `intervals[beats]` from the last to the one after it; zero where not known.
  init(intervals: [Float]) {
    let count = intervals.count - 1
    let known = intervals.filter { $0 > 0 }
    let usual = known.isEmpty ? 1 : median(known)
    let filled = intervals.map { $0 > 0 ? $0 : usual }
    before = []
    after = []
    for beat in 0..<max(0, count) {
      let local = max(median(filled[max(0, beat - Self.halfSpan)..<min(count, beat + Self.halfSpan + 1)]), 1e-3)
      before.append(min(max(filled[beat] / local, Self.range.lowerBound), Self.range.upperBound))
      after.append(min(max(filled[beat + 1] / local, Self.range.lowerBound), Self.range.upperBound))
    }
  }
}

/// Numbers of single beats, before they are brought together by shape.
struct SingleBeatTraits {
  /// 1 − likeness to the nearest dominant template.
  var unlikeness: Float
  var sharpness: Float
  var unrest: Float
  var atrialLikeness: Float
}

extension SingleBeatTraits {
  /// `atrialMean`: mean P window of the heart's own beats, lead after lead.
  init(
    _ shapes: UnsafeBufferPointer<Float>, start: Int, leadCount: Int, dominant: [[Float]], atrialMean: [Float]
  ) {
    let window = ShapeWindow(shapes, start: start, leadCount: leadCount)
    var best = ShapeAgreement()
    for template in dominant {
      let agreement = ShapeTable.agreement(window, shapes, start: start, template: template)
      if agreement.likeness > best.likeness { best = agreement }
    }
    unlikeness = 1 - best.likeness
    let shape = window.window(shapes, start: start, shift: best.shift)
    sharpness = log(Self.slope(shape, leadCount: leadCount) / max(ShapeTable.size(shape), 1e-6) + 1e-6)
    var before: Float = 0
    var within: Float = 0
    for lead in 0..<leadCount {
      let from = start + lead * BeatShape.stride
      before += Self.squaredSteps(shapes, from..<(from + BeatShape.atrialLength)) / Float(BeatShape.atrialLength - 1)
      let qrs = from + BeatShape.qrsStart
      within += Self.squaredSteps(shapes, qrs..<(qrs + BeatShape.qrsLength)) / Float(BeatShape.qrsLength - 1)
    }
    unrest = log((before / max(within, 1e-9)).squareRoot() + 0.01)
    atrialLikeness = correlation(Self.atrialWindow(shapes, start: start, leadCount: leadCount)[...], atrialMean[...])
  }

  static func atrialWindow(_ shapes: UnsafeBufferPointer<Float>, start: Int, leadCount: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(leadCount * BeatShape.atrialLength)
    for lead in 0..<leadCount {
      let from = start + lead * BeatShape.stride + BeatShape.atrialStart
      for index in from..<(from + BeatShape.atrialLength) { result.append(shapes[index]) }
    }
    return result
  }

  private static func slope(_ shape: [Float], leadCount: Int) -> Float {
    shape.withUnsafeBufferPointer { values in
      var sum: Float = 0
      for lead in 0..<leadCount {
        sum += squaredSteps(values, (lead * BeatShape.qrsLength)..<((lead + 1) * BeatShape.qrsLength))
      }
      return sum.squareRoot()
    }
  }

  private static func squaredSteps(_ values: UnsafeBufferPointer<Float>, _ range: Range<Int>) -> Float {
    var sum: Float = 0
    for index in range.dropFirst() { sum += (values[index] - values[index - 1]) * (values[index] - values[index - 1]) }
    return sum
  }
}
