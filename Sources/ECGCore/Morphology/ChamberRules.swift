/// Right ventricle and right atrium (AHA/ACCF/HRS recommendations, part V, 2009).
enum ChamberRules {
  static let rightAxisDegrees = 90.0
  /// R of V1, taller than its S.
  static let tallRMicrovolts = 700.0
  /// R of V1 and the deeper S of V5 and V6 (Sokolow & Lyon 1949).
  static let rightSumMicrovolts = 1_050.0
  /// P upright in II, or in V1.
  static let tallPMicrovolts = 250.0
  static let tallPV1Microvolts = 150.0

  /// A right axis and right voltage together: each alone is found in health and in the young.
  @Sendable static func rightVentricle(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds < ConductionRules.completeMilliseconds, let axis = ecg.global.qrsAxisDegrees, axis >= rightAxisDegrees,
      let v1 = ecg.lead("V1"), let r = v1.tallestRMicrovolts
    else { return [] }
    let s = max(-(v1.deepestSMicrovolts ?? 0), -(v1.qAmplitudeMicrovolts ?? 0))
    let sum = r + (["V5", "V6"].compactMap { ecg.lead($0)?.deepestSMicrovolts }.map { -$0 }.max() ?? 0)
    guard (r >= tallRMicrovolts && r > s) || sum >= rightSumMicrovolts else { return [] }
    let evidence = [
      Evidence.degrees("QRS axis", axis, "qrsAxisDegrees"), Evidence.millivolts("RV1", r, "rAmplitudeMicrovolts"),
      Evidence.millivolts("RV1+SV5/6", sum, "rightSokolowMicrovolts", .above(rightSumMicrovolts)),
    ]
    return [ECGStatement(.rightVentricularHypertrophy, .ordinary, score: 0.6, evidence: evidence, leads: [LeadName(rawValue: "V1")])]
  }

  /// Nearness of P's height to its limit, in II or V1.
  static func rightAtriumScore(_ ecg: MeasuredECG) -> Double {
    guard ecg.hasP, !AtrialRules.isFibrillation(ecg), !AtrialRules.isFlutter(ecg) else { return 0 }
    return max(
      RuleScores.above(ecg.lead("II")?.pPositiveAmplitudeMicrovolts, tallPMicrovolts, width: 25),
      RuleScores.above(ecg.lead("V1")?.pPositiveAmplitudeMicrovolts, tallPV1Microvolts, width: 20))
  }

  @Sendable static func rightAtrium(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard ecg.hasP, !ecg.isPaced, !AtrialRules.isFibrillation(ecg), !AtrialRules.isFlutter(ecg) else { return [] }
    let limits = [("II", tallPMicrovolts), ("V1", tallPV1Microvolts)]
    let tall = limits.filter { (ecg.lead($0.0)?.pPositiveAmplitudeMicrovolts ?? 0) >= $0.1 }
    guard !tall.isEmpty else { return [] }
    let evidence = tall.map { name, limit in
      Evidence.millimetres(
        "P", ecg.lead(name)?.pPositiveAmplitudeMicrovolts ?? 0, [LeadName(rawValue: name)], "pPositiveAmplitudeMicrovolts", .above(limit))
    }
    return [ECGStatement(.rightAtrialEnlargement, .ordinary, score: 0.6, evidence: evidence, leads: tall.map { LeadName(rawValue: $0.0) })]
  }
}
