/// Of conduction in the ventricles.
extension RuleScores {
  var conduction: [(StatementCode, Double)] {
    let left = LeftBundleDelay.completeScore(ecg)
    let right = RightBundleDelay.completeScore(ecg)
    let delay = Self.above(ecg.qrsMilliseconds, ConductionRules.delayMilliseconds, width: 5)
    return [
      (.rightBundleBlock, min(right, 1 - left)), (.incompleteRightBundleBlock, RightBundleDelay.incompleteScore(ecg)), (.leftBundleBlock, left),
      (.incompleteLeftBundleBlock, LeftBundleDelay.incompleteScore(ecg)), (.conductionDelay, min(delay, 1 - left, 1 - right)),
      (.leftAnteriorFascicularBlock, FascicleRules.anteriorScore(ecg)),
    ]
  }
}
