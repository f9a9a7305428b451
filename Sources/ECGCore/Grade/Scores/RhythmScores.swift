/// Of the rhythm rules.
extension RuleScores {
  private var fibrillation: Double {
    let rhythm = ecg.rhythm
    guard rhythm.ownRRMilliseconds.count >= AtrialRules.minimumBeats - 1, !ecg.isPaced else { return 0 }
    if let wave = rhythm.uprightWave, EarlyPWave.isPlain(wave) { return 0.2 }
    let limit = !ecg.hasP && ecg.heartRate >= AtrialRules.fastPerMinute ? AtrialRules.fastConsistency : AtrialRules.fibrillationConsistency
    func score(_ irregularity: Double, _ medianIrregularity: Double, _ consistency: Float) -> Double {
      min(
        Self.above(rhythm.irregularity, irregularity, width: 0.02), Self.above(rhythm.medianIrregularity, medianIrregularity, width: 0.02),
        Self.below(rhythm.pConsistency.map(Double.init), Double(consistency), width: 0.08))
    }
    let usual = score(AtrialRules.fibrillationIrregularity, AtrialRules.fibrillationMedianIrregularity, limit)
    if ecg.hasP { return usual }
    return max(usual, score(AtrialRules.lawlessIrregularity, AtrialRules.lawlessMedianIrregularity, AtrialRules.lawlessConsistency))
  }

  /// A fast rhythm that has a name of its own.
  private var isNamedTachycardia: Bool {
    AtrialRules.isFlutter(ecg) || !AtrialRules.supraventricularTachycardia(ecg).isEmpty || !WideTachycardiaRules.wideTachycardia(ecg).isEmpty
      || !WideTachycardiaRules.sustainedRun(ecg).isEmpty
  }

  /// Slow and fast, of rhythms other than atrial fibrillation (and fast: other than flutter, supraventricular, wide and ventricular tachycardia).
  var rates: [(StatementCode, Double)] {
    guard let rate = ecg.rhythm.ratePerMinute, ecg.beats.count >= 3 else { return [] }
    let isOther = 1 - fibrillation
    let fast = Self.above(rate, 100, width: 4)
    return [(.bradycardia, min(Self.below(rate, 60, width: 3), isOther)), (.tachycardia, min(fast, isOther, isNamedTachycardia ? 0.4 : 1))]
  }

  var rhythm: [(StatementCode, Double)] {
    guard let rate = ecg.rhythm.ratePerMinute, ecg.beats.count >= 3 else { return [] }
    let bound = ecg.hasP ? Self.above(ecg.rhythm.pConsistency.map(Double.init) ?? 0.5, 0.3, width: 0.08) : 0.1
    let own = ecg.rhythm.ownRRMilliseconds
    let spread = (own.max() ?? 0) - (own.min() ?? 0)
    let pr = ecg.hasP ? ecg.global.prIntervalMilliseconds : nil
    return [
      (.sinusRhythm, min(bound, Self.above(rate, 60, width: 3), Self.below(rate, 100, width: 4))),
      (.sinusBradycardia, min(bound, Self.below(rate, 60, width: 3))), (.sinusTachycardia, min(bound, Self.above(rate, 100, width: 4))),
      (.sinusArrhythmia, min(bound, Self.above(spread, AtrialRules.arrhythmiaMilliseconds, width: 30))), (.atrialFibrillation, fibrillation),
      (.atrialFlutter, Self.above(ecg.rhythm.flutterTrain.map { Double($0.strength) }, Double(AtrialRules.flutterStrength), width: 0.05)),
      (.preExcitation, preExcitation(pr)), (.wideTachycardia, wide(rate)),
      (.firstDegreeBlock, min(bound, Self.above(pr, AVBlockRules.longPRMilliseconds, width: 8))),
    ]
  }

  private func preExcitation(_ pr: Double?) -> Double {
    let slow = PreExcitationRules.delta(ecg).map { PreExcitationRules.deltaShare.contains($0.share) } ?? false
    return min(
      Self.below(pr, PreExcitationRules.longestPRMilliseconds, width: 8),
      Self.above(ecg.qrsMilliseconds, PreExcitationRules.leastQRSMilliseconds, width: 5), slow ? 1 : 0.2)
  }

  private func wide(_ rate: Double) -> Double {
    min(
      Self.above(rate, WideTachycardiaRules.slowestPerMinute, width: 4),
      Self.above(ecg.qrsMilliseconds, LethalRhythmRules.wideQRSMilliseconds, width: 5), ecg.hasP ? 0.3 : 1)
  }
}
