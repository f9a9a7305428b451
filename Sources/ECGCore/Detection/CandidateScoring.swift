/// Judges each candidate by height, sharpness and shape against its surroundings.
///
/// A candidate's neighbourhood is ± 8 s, so a verdict is final once that much more is known, whatever came in which pieces.
struct CandidateScoring: Sendable {
  private let plan: DetectionPlan
  private let leadCount: Int
  private let model: ScoreModel
  private let keepsFeatures: Bool
  /// Features of every candidate judged, kept only where they are asked for.
  private(set) var features: [SIMD32<Float>] = []
  /// Candidates judged, counted from the beginning of the recording.
  private(set) var judged = 0
  /// Every candidate before this working sample has been judged.
  private(set) var knownTo = 0
  /// Candidates that are beats by themselves rather than not, in order.
  private(set) var likely = LikelyBeats()
  private var usual: UsualBeats
  private var summed = 0

  init(plan: DetectionPlan, leadCount: Int, keepsFeatures: Bool) {
    self.plan = plan
    self.leadCount = leadCount
    self.keepsFeatures = keepsFeatures
    usual = UsualBeats(leadCount: leadCount)
    model = leadCount == 1 ? plan.settings.scoreModel : plan.settings.fusedScoreModel
  }

  mutating func advance(_ search: inout CandidateSearch, _ fusion: LeadFusion, isEnded: Bool) {
    sumStrong(search)
    let span = plan.halfSpanBlocks + 1
    let end = search.measuredEnd
    let knownTo = search.measuredTo
    search.withScores { candidates, shapes, first in
      while judged < end {
        let index = judged - first
        let block = plan.block(of: candidates[index].position)
        guard isEnded || knownTo >= (block + span) * plan.blockLength else { break }
        if !candidates[index].isOvershadowed { judge(candidates, index, shapes, fusion, block: block) }
        judged += 1
      }
    }
    self.knownTo = isEnded ? .max : judged < end ? search.candidates[judged - search.firstCandidate].position : knownTo
  }

  private mutating func sumStrong(_ search: CandidateSearch) {
    while summed < search.measuredEnd {
      let index = summed - search.firstCandidate
      if search.candidates[index].isStrong {
        usual.add(search.candidates[index], block: plan.block(of: search.candidates[index].position), shapes: search.shapes, at: index * leadCount)
      }
      summed += 1
    }
  }

  private mutating func judge(
    _ candidates: UnsafeMutableBufferPointer<BeatCandidate>, _ index: Int, _ shapes: UnsafeBufferPointer<SIMD16<Float>>, _ fusion: LeadFusion,
    block: Int
  ) {
    usual.gather(about: block, halfSpan: plan.halfSpanBlocks)
    let levels = fusion.levels(of: block)
    let likeness = fusion.gains.withUnsafeBufferPointer { gains in
      usual.likeness(candidates[index], shapes: shapes, at: index * leadCount, gains: gains, from: fusion.gainsStart(of: block))
    }
    let features = features(candidates[index], levels, likeness)
    let score = model.score(features)
    candidates[index].score = score
    if score > 0 { likely.append(position: candidates[index].position, score: score) }
    if keepsFeatures { self.features.append(features) }
  }

  /// In the order of ``ScoreModel``'s rows.
  private func features(
    _ candidate: BeatCandidate, _ levels: LeadFusion.FusedLevels, _ likeness: UsualBeats.Likeness
  ) -> SIMD32<Float> {
    var features = SIMD32<Float>.zero
    features[0] = candidate.logHeight - levels.logSignal
    features[1] = candidate.logSharp - levels.logSharpSignal
    features[2] = candidate.logHeight - levels.logGround
    features[3] = candidate.logSharp - levels.logSharpGround
    features[4] = levels.logSignal - levels.logGround
    features[5] = levels.logSharpSignal - levels.logSharpGround
    features[6] = likeness.correlation
    features[7] = candidate.logHeight - levels.logLocalGround
    features[8] = candidate.logSharp - candidate.logHeight - likeness.sharpness
    features[9] = candidate.logSlow - candidate.logHeight - likeness.bluntness
    features[10] = likeness.coherence
    let (before, after) = (candidate.before, candidate.after)
    features[11] = before.height
    features[12] = before.distance
    features[13] = before.sharpness
    features[14] = after.height
    features[15] = after.distance
    features[16] = after.sharpness
    features[17] = candidate.leadLogHeight - features[0]
    features[18] = candidate.leadLogSpread
    features[19] = likeness.correlationSpread
    return features
  }

  mutating func forget(before block: Int) {
    usual.forget(before: block)
    likely.forget(before: block * plan.blockLength)
  }
}
