/// Names the origin of a segment's beats from their features, their shapes and their intervals.
struct BeatKindJudge: Sendable {
  var model = BeatClassModel()
  /// A beat of a usual shape is early when its RR is below this share of the local median …
  var earlyShare: Float = 0.85
  /// … and RR does not change by this share of the median from beat to beat anyway.
  var irregularity: Float = 0.2
  var irregularityHalfSpan = 6
  /// A shape that occurs once or twice and has no rest before it (`BeatFeatures.unrest`) is as likely noise.
  var largestUnrest: Float = 1

  /// Shapes of the beats that are judged are scaled in place and good for nothing afterwards: a copy would be the largest thing in memory.
  func judge(_ segment: inout BeatSegment, count: Int) -> [ClassifiedBeat] {
    let (leadCount, intervals, previous) = (segment.leadCount, segment.intervals(ofFirst: count), segment.dominantTemplates)
    let found = SegmentFeatures(shapes: &segment.shapes, beatCount: count, leadCount: leadCount, intervals: intervals, previous: previous)
    segment.dominantTemplates = found.dominantTemplates
    let isVentricular = found.features.map { model.logOdds($0) > 0 }
    let fusions = fusions(found, isVentricular: isVentricular, leadCount: segment.leadCount)
    let isEarly = earlyBeats(found.intervals.before)
    return (0..<count).map { beat in
      let kind: Beat.Kind =
        if segment.isPaced[beat] {
          .paced
        } else if segment.isCut[beat], !found.families.isDominant(found.table.assignment[beat]) {
          // The part of it that was recorded does not tell.
          .unknown
        } else if found.features[beat].isRare > 0, found.features[beat].unrest > largestUnrest {
          .unknown
        } else if let cluster = found.table.assignment[beat], fusions.contains(cluster) {
          .fusion
        } else {
          isVentricular[beat] ? .ventricular : isEarly[beat] ? .supraventricular : .normal
        }
      return ClassifiedBeat(sample: segment.beats[beat], kind: kind, atrialAgreement: found.atrialAgreement[beat])
    }
  }

  private func fusions(_ found: SegmentFeatures, isVentricular: [Bool], leadCount: Int) -> Set<Int> {
    var members = [[Int]](repeating: [], count: found.table.templates.count)
    for (beat, cluster) in found.table.assignment.enumerated() { if let cluster { members[cluster].append(beat) } }
    return FusionShapes(
      found.table, families: found.families, leadCount: leadCount,
      relativeInterval: members.map { $0.isEmpty ? 1 : median($0.map { found.intervals.before[$0] }) },
      ventricularShare: members.map { beats in Float(beats.filter { isVentricular[$0] }.count) / Float(max(1, beats.count)) }
    ).clusters
  }

  private func earlyBeats(_ relative: [Float]) -> [Bool] {
    let changes = relative.indices.map { $0 > 0 ? abs(relative[$0] - relative[$0 - 1]) : 0 }
    return relative.indices.map { beat in
      guard relative[beat] < earlyShare else { return false }
      let around = changes[max(0, beat - irregularityHalfSpan)...min(changes.count - 1, beat + irregularityHalfSpan)]
      return median(around) < irregularity
    }
  }
}
