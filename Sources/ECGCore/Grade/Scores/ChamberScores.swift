/// Of chambers and voltages.
extension RuleScores {
  var chambers: [(StatementCode, Double)] { [(.leftVentricularHypertrophy, VoltageRules.hypertrophyScore(ecg))] }
}
