/// Of conduction in the ventricles.
extension RuleScores {
  var conduction: [(StatementCode, Double)] {
    let qrs = ecg.qrsMilliseconds
    let right = ConductionRules.rightDelayScore(ecg)
    let complete = Self.above(qrs, ConductionRules.completeMilliseconds, width: 5)
    let left = min(Self.above(qrs, ConductionRules.leftBundleMilliseconds, width: 5), ConductionRules.leftDelayScore(ecg))
    return [
      (.rightBundleBlock, min(complete, right)),
      (.incompleteRightBundleBlock, min(Self.above(qrs, ConductionRules.incompleteMilliseconds, width: 5), right, 1 - complete)),
      (.leftBundleBlock, left), (.conductionDelay, min(complete, 1 - left, 1 - right)),
    ]
  }
}
