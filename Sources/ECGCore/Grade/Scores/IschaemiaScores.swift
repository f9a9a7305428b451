/// Of ischaemia and infarcts.
extension RuleScores {
  var ischaemia: [(StatementCode, Double)] {
    [
      (.depression, Self.below(RepolarisationRules.depressionOfTwo(ecg), RepolarisationRules.depressionMicrovolts, width: 15)),
      (.inversion, Self.below(RepolarisationRules.inversionOfTwo(ecg), RepolarisationRules.inversionMicrovolts, width: 30)),
    ]
  }
}
