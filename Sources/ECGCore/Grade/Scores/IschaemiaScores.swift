/// Of ischaemia and infarcts.
extension RuleScores {
  var ischaemia: [(StatementCode, Double)] {
    let elevation = InfarctRules.scores(ecg)
    let infarct = max(elevation.infarct, EvolvingInfarctRules.score(ecg), StraightSTRules.score(ecg))
    return [
      (.elevation, elevation.elevation), (.infarctPattern, infarct), (.posteriorInfarct, PosteriorInfarctRules.score(ecg)),
      (.pericarditis, PericarditisRules.score(ecg)), (.diffuseDepression, OcclusionPatternRules.diffuseScore(ecg)),
      (.lowT, TWaveRules.lowScore(ecg)),
      (.depression, Self.below(RepolarisationRules.depressionOfTwo(ecg), RepolarisationRules.depressionMicrovolts, width: 15)),
      (.inversion, Self.below(RepolarisationRules.inversionOfTwo(ecg), RepolarisationRules.inversionMicrovolts, width: 30)),
    ] + OldInfarctRules.scores(ecg)
  }
}
