/// Posterior infarct seen from the front: ST down in V1–V4 more than in V5–V6, with an upright T (Meyers, J. Am. Heart Assoc. 10:e022866, 2021;
/// Fourth Universal Definition 2018: ≥ 0.5 mm in V1–V3).
enum PosteriorInfarctRules {
  static let depressionMicrovolts = -50.0
  /// From here in two leads with R as tall as S is deep it is taken for acute.
  static let criticalMicrovolts = -100.0
  static let uprightTMicrovolts = 100.0

  private static let leads = ["V1", "V2", "V3", "V4"]

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isRepolarisationSecondary, ecg.heartRate < 130, ChamberRules.rightVentricle(ecg).isEmpty else { return [] }
    let low = STElevation.contiguous(leads) { max(ecg.j($0), ecg.j60($0)) <= depressionMicrovolts }
    let deepest = leads.map { ecg.j60($0) }.min() ?? 0
    guard low.count >= 2, max(ecg.t("V2"), ecg.t("V3")) >= uprightTMicrovolts, deepest < min(ecg.j60("V5"), ecg.j60("V6")) else { return [] }
    let isDeep = low.filter { max(ecg.j($0), ecg.j60($0)) <= criticalMicrovolts }.count >= 2
    let hasTallR = ["V1", "V2"].contains { ecg.height($0) >= ecg.depth($0) && ecg.height($0) >= 300 }
    let grade: ECGGrade = isDeep && hasTallR && !VoltageRules.isHypertrophic(ecg) ? .critical : .warning
    let evidence = [
      Evidence.millimetres("ST", deepest, low.leadNames, "j60AmplitudeMicrovolts", .below(depressionMicrovolts)),
      Evidence.millimetres("T", max(ecg.t("V2"), ecg.t("V3")), ["V2", "V3"].leadNames, "tAmplitudeMicrovolts", .above(uprightTMicrovolts)),
    ]
    return [ECGStatement(.posteriorInfarct, grade, score: 0.6, evidence: evidence, leads: low.leadNames)]
  }

  static func score(_ ecg: MeasuredECG) -> Double {
    guard !ecg.isRepolarisationSecondary, ecg.heartRate < 130 else { return 0 }
    let pairs = zip(leads, leads.dropFirst()).map { first, second in [first, second].map { max(ecg.j($0), ecg.j60($0)) }.max() ?? 0 }
    return min(
      RuleScores.below(pairs.min(), depressionMicrovolts, width: 15),
      RuleScores.above(max(ecg.t("V2"), ecg.t("V3")), uprightTMicrovolts, width: 30))
  }
}
