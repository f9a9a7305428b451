/// Of chambers and voltages.
extension RuleScores {
  var chambers: [(StatementCode, Double)] {
    [
      (.leftVentricularHypertrophy, VoltageRules.hypertrophyScore(ecg)), (.leftAtrialEnlargement, LeftAtriumRules.score(ecg)),
      (.lowVoltage, VoltageRules.lowVoltageScore(ecg)), (.rightAtrialEnlargement, ChamberRules.rightAtriumScore(ecg)),
    ]
  }
}
