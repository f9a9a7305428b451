/// Pacing and conduction from atria to ventricles.
enum AVBlockRules {
  /// PR over 200 ms is first-degree block (AHA/ACCF/HRS 2009); 10 ms are left for the error of measurement.
  static let longPRMilliseconds = 210.0

  @Sendable static func paced(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard ecg.isPaced else { return [] }
    return [ECGStatement(.paced, .ordinary, score: 0.8, evidence: ["spikes before \(Int((ecg.pacedShare * 100).rounded())) % of QRS"])]
  }

  @Sendable static func complete(_ ecg: MeasuredECG) -> [ECGStatement] { [] }

  @Sendable static func firstDegree(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let pr = ecg.global.prIntervalMilliseconds, pr > longPRMilliseconds, ecg.hasP, !ecg.isPaced, !ecg.isChild, !AtrialRules.isFibrillation(ecg),
      (ecg.rhythm.pConsistency ?? 0) >= AtrialRules.sinusConsistency
    else { return [] }
    return [ECGStatement(.firstDegreeBlock, .ordinary, score: 0.8, evidence: [Evidence.milliseconds("PR", pr)])]
  }
}
