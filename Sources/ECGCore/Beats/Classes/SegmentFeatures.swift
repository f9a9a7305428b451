#if canImport(Glibc)
  import Glibc
#endif

/// Features of all beats of one segment (up to some forty minutes): gains of the leads, shapes, the heart's own shape, medians by shape.
struct SegmentFeatures {
  private(set) var features: [BeatFeatures] = []
  private(set) var traits: [SingleBeatTraits] = []
  private(set) var table: ShapeTable
  private(set) var families: ShapeFamilies
  private(set) var intervals: RelativeIntervals
  /// Agreement of the P windows of the beats around each beat, 0…1.
  private(set) var atrialAgreement: [Float] = []

  /// Templates of the heart's own shape, for the next segment.
  var dominantTemplates: [[Float]] { families.dominantTemplates.map { table.templates[$0] } }

  /// Noise before the QRS, as a share of the slopes within it, at which a lead weighs half.
  private static let halfWeightNoise: Float = 0.15
  /// Of two beats equally unlike the heart's own, this much unlikeness is nothing.
  private static let unlikenessFloor: Float = 0.01
  private static let rareCount = 3

  /// `shapes` is scaled in place: each lead by its usual QRS, noisy leads less.
  init(shapes: inout [Float], beatCount: Int, leadCount: Int, intervals seconds: [Float], previous: [[Float]]) {
    Self.scale(&shapes, beatCount: beatCount, leadCount: leadCount)
    intervals = RelativeIntervals(intervals: seconds)
    table = ShapeTable(shapes, beatCount: beatCount, leadCount: leadCount)
    families = ShapeFamilies(table, leadCount: leadCount, relativeIntervals: intervals.before, previous: previous)
    let own = (0..<beatCount).filter { families.isDominant(table.assignment[$0]) }
    let size = leadCount * BeatShape.stride
    shapes.withUnsafeBufferPointer { values in
      let atrialMean = Self.atrialMean(values, beats: own, leadCount: leadCount)
      let dominant = dominantTemplates
      traits = (0..<beatCount).map {
        SingleBeatTraits(values, start: $0 * size, leadCount: leadCount, dominant: dominant, atrialMean: atrialMean)
      }
      atrialAgreement = AtrialAgreement(values, beatCount: beatCount, leadCount: leadCount, own: Set(own)).values
    }
    features = combined(own: own)
  }

  /// Each lead over its median QRS size, and noisy leads less: what is not repeated must not found shapes.
  private static func scale(_ shapes: inout [Float], beatCount: Int, leadCount: Int) {
    let size = leadCount * BeatShape.stride
    for lead in 0..<leadCount {
      var sizes: [Float] = []
      var noises: [Float] = []
      for beat in 0..<beatCount {
        let from = beat * size + lead * BeatShape.stride
        let qrs = shapes[(from + BeatShape.qrsStart)..<(from + BeatShape.qrsStart + BeatShape.qrsLength)]
        let mean = qrs.reduce(0, +) / Float(BeatShape.qrsLength)
        sizes.append((qrs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(BeatShape.qrsLength)).squareRoot())
        let rest = steps(shapes[from..<(from + BeatShape.atrialLength)])
        noises.append(rest / max(steps(qrs), 1e-6))
      }
      let noise = median(noises) / halfWeightNoise
      let gain = 1 / (max(median(sizes), 1) * (1 + noise * noise))
      for beat in 0..<beatCount {
        let from = beat * size + lead * BeatShape.stride
        for index in from..<(from + BeatShape.stride) { shapes[index] *= gain }
      }
    }
  }

  /// Root mean square of the steps from sample to sample.
  private static func steps(_ values: ArraySlice<Float>) -> Float {
    let sum = zip(values.dropFirst(), values).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (sum / Float(max(1, values.count - 1))).squareRoot()
  }

  private static func atrialMean(_ shapes: UnsafeBufferPointer<Float>, beats: [Int], leadCount: Int) -> [Float] {
    var sum = [Float](repeating: 0, count: leadCount * BeatShape.atrialLength)
    for beat in beats {
      let window = SingleBeatTraits.atrialWindow(shapes, start: beat * leadCount * BeatShape.stride, leadCount: leadCount)
      for index in window.indices { sum[index] += window[index] }
    }
    return sum.map { $0 / Float(max(1, beats.count)) }
  }

  /// Medians over the beats of one shape; a beat that stands alone keeps its own numbers.
  private func combined(own: [Int]) -> [BeatFeatures] {
    let ownUnlikeness = median(own.map { traits[$0].unlikeness })
    let ownSharpness = median(own.map { traits[$0].sharpness })
    let ownAtrial = median(own.map { traits[$0].atrialLikeness })
    let usualUnrest = median(traits.map(\.unrest))
    var members = [[Int]](repeating: [], count: table.templates.count)
    for (beat, cluster) in table.assignment.enumerated() { if let cluster { members[cluster].append(beat) } }
    func features(_ beats: [Int]) -> BeatFeatures {
      let unlikeness = median(beats.map { traits[$0].unlikeness })
      let earliness = min(max(1 - median(beats.map { intervals.before[$0] }), 0), 0.5)
      return BeatFeatures(
        unlikeness: log((max(unlikeness, 0) + Self.unlikenessFloor) / (max(ownUnlikeness, 0) + Self.unlikenessFloor)),
        earlyUnlikeness: min(max(unlikeness, 0), 1.5).squareRoot() * earliness,
        sharpness: median(beats.map { traits[$0].sharpness }) - ownSharpness,
        lateSuccessor: min(max(median(beats.map { intervals.after[$0] }) - 1, -0.3), 0.5), isRare: beats.count < Self.rareCount ? 1 : 0,
        unrest: median(beats.map { traits[$0].unrest }) - usualUnrest,
        atrialLoss: ownAtrial - median(beats.map { traits[$0].atrialLikeness }))
    }
    let byCluster = members.map { $0.isEmpty ? nil : features($0) }
    return table.assignment.indices.map { beat in table.assignment[beat].flatMap { byCluster[$0] } ?? features([beat]) }
  }
}
