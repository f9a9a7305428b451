/// Conduction from atria to ventricles; second-degree block has rules of its own (`SecondDegreeRules`).
enum AVBlockRules {
  /// PR over 200 ms is first-degree block (AHA/ACCF/HRS 2009); 16 ms are left for the error of measurement (its SD on LUDB is 12 ms).
  static let longPRMilliseconds = 216.0
  /// A longer PR than this share of RR may be a T wave's.
  static let longestPRShare = 0.38
  /// … but not when it stands out from T's fall (`EarlyPWave`).
  static let longestEarlyPRShare = 0.5

  /// An escape rhythm is slower than this.
  static let escapeRatePerMinute = 55.0
  /// Autocorrelation from which free atrial waves are a train.
  static let freeTrainStrength: Float = 0.4

  /// Slow regular ventricles, and a faster regular atrial train that is not bound to them.
  @Sendable static func complete(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let rate = ecg.rhythm.ratePerMinute, let train = ecg.rhythm.freeTrain, !ecg.isPaced, ecg.beats.count >= 4 else { return [] }
    guard rate < escapeRatePerMinute, ecg.rhythm.irregularity < 0.06, train.strength >= freeTrainStrength,
      !ecg.hasP || (ecg.rhythm.pConsistency ?? 1) < 0.35
    else { return [] }
    guard train.periodSeconds < 0.9 * 60 / rate else { return [] }
    let evidence = [Evidence.rate(rate, .below(escapeRatePerMinute)), Evidence.atrialRate(train.periodSeconds)]
    return [ECGStatement(.completeBlock, .critical, score: Double(train.strength), evidence: evidence)]
  }

  @Sendable static func firstDegree(_ ecg: MeasuredECG) -> [ECGStatement] {
    let longestShare = ecg.rhythm.isPEarly ? longestEarlyPRShare : longestPRShare
    guard let pr = ecg.global.prIntervalMilliseconds, pr > longPRMilliseconds, pr <= longestShare * (ecg.global.rrMeanMilliseconds ?? 0), ecg.hasP,
      !ecg.isPaced, !ecg.isChild, !AtrialRules.isFibrillation(ecg),
      ecg.rhythm.isPEarly || (ecg.rhythm.pConsistency ?? 0) >= AtrialRules.sinusConsistency
    else { return [] }
    return [
      ECGStatement(
        .firstDegreeBlock, .ordinary, score: 0.8, evidence: [Evidence.milliseconds("PR", pr, "prIntervalMilliseconds", .above(longPRMilliseconds))])
    ]
  }
}
