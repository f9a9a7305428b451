/// Names the origin of a segment's beats from their features, their shapes and their intervals.
struct BeatKindJudge: Sendable {
  var model = BeatClassModel()

  func judge(_ segment: inout BeatSegment, count: Int) -> [ClassifiedBeat] {
    var shapes = segment.shapes(ofFirst: count)
    let found = SegmentFeatures(
      shapes: &shapes, beatCount: count, leadCount: segment.leadCount, intervals: segment.intervals(ofFirst: count),
      previous: segment.dominantTemplates)
    segment.dominantTemplates = found.dominantTemplates
    return (0..<count).map { beat in
      let kind: Beat.Kind = segment.isPaced[beat] ? .paced : model.logOdds(found.features[beat]) > 0 ? .ventricular : .normal
      return ClassifiedBeat(sample: segment.beats[beat], kind: kind, atrialAgreement: found.atrialAgreement[beat])
    }
  }
}
