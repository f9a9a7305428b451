/// Of QT, salts, drugs and other patterns.
extension RuleScores {
  var patterns: [(StatementCode, Double)] {
    let excess = max(0, ecg.qrsMilliseconds - ConductionRules.completeMilliseconds)
    let qtc = ecg.global.qtcFridericiaMilliseconds.map { $0 - excess }
    return [
      (.longQT, Self.above(qtc, QTRules.longMilliseconds(ecg.patient), width: 8)), (.shortQT, Self.below(qtc, QTRules.shortMilliseconds, width: 8)),
      (.lungStrain, LungStrainRules.score(ecg)),
    ]
  }
}
