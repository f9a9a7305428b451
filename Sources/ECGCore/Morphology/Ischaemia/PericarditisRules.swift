/// Acute pericarditis: ST up everywhere without a mirror image, PR down (Spodick, Circulation 55:580, 1976; Ginzton & Laks 1982).
enum PericarditisRules {
  static let elevationMicrovolts = 50.0
  static let minimumLeads = 6
  /// Of the PR segment against the level before P, in II or two of the others.
  static let prDepressionMicrovolts = -50.0
  static let leads = ["I", "II", "aVF", "aVL", "III", "V2", "V3", "V4", "V5", "V6"]

  /// A lower T is no measure.
  static let minimumTMicrovolts = 25.0

  /// ST at J over T in V6; 0 where T is not upright.
  static func ratio(_ ecg: MeasuredECG) -> Double {
    let t = ecg.t("V6")
    return t >= minimumTMicrovolts ? max(ecg.j("V6"), 0) / t : 0
  }

  private static func raised(_ ecg: MeasuredECG) -> [String] { leads.filter { min(ecg.j($0), ecg.j60($0)) >= elevationMicrovolts } }
  private static func depressedPR(_ ecg: MeasuredECG) -> [String] {
    ["II", "I", "aVF", "V4", "V5", "V6"].filter { (ShapeOf(ecg, $0)?.prSegment ?? 0) <= prDepressionMicrovolts }
  }

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard ecg.hasP, !ecg.isRepolarisationSecondary, !EvolvingInfarctRules.isAnteriorRLost(ecg) else { return [] }
    let raised = raised(ecg)
    let isEverywhere = raised.count >= minimumLeads && raised.contains("II") && (raised.contains("V5") || raised.contains("V6"))
    // Down in aVR and V1 alone.
    let isMirrored = leads.contains { ecg.j($0) <= -25 }
    let ratio = ratio(ecg)
    let depressed = depressedPR(ecg)
    guard isEverywhere, !isMirrored, ratio >= EarlyRepolarisationRules.pericarditisShare, depressed.contains("II") || depressed.count >= 2 else {
      return []
    }
    let evidence = [
      Evidence.millimetres("ST", raised.map { ecg.j($0) }.max() ?? 0, raised.leadNames, "jAmplitudeMicrovolts", .above(elevationMicrovolts)),
      Evidence.percent("ST/T V6", ratio, "stOverTPercent", .above(100 * EarlyRepolarisationRules.pericarditisShare)),
      Evidence.millimetres(
        "PR", depressed.compactMap { ShapeOf(ecg, $0)?.prSegment }.min() ?? 0, depressed.leadNames, "prSegmentMicrovolts",
        .below(prDepressionMicrovolts)),
    ]
    return [ECGStatement(.pericarditis, .warning, score: 0.6, evidence: evidence, leads: raised.leadNames)]
  }

  static func score(_ ecg: MeasuredECG) -> Double {
    guard ecg.hasP, !ecg.isRepolarisationSecondary, !EvolvingInfarctRules.isAnteriorRLost(ecg) else { return 0 }
    let sixth = leads.map { min(ecg.j($0), ecg.j60($0)) }.sorted(by: >)[minimumLeads - 1]
    return min(
      RuleScores.above(sixth, elevationMicrovolts, width: 15),
      RuleScores.above(ratio(ecg), EarlyRepolarisationRules.pericarditisShare, width: 0.04),
      RuleScores.below(ShapeOf(ecg, "II")?.prSegment, prDepressionMicrovolts, width: 15),
      RuleScores.above(leads.map { ecg.j($0) }.min(), -25, width: 10))
  }
}
