/// Early repolarisation: ST up over a notch at the end of QRS in health (Macfarlane, J. Am. Coll. Cardiol. 66:470, 2015).
enum EarlyRepolarisationRules {
  /// Height of the notch's top.
  static let notchMicrovolts = 100.0
  /// ST at J over T in V6; from a quarter on it is pericarditis rather (Ginzton & Laks, Circulation 65:1004, 1982).
  static let pericarditisShare = 0.25
  static let groups = [["II", "aVF", "III"], ["V4", "V5", "V6"], ["I", "aVL"]]

  /// Neighbours of the inferior and lateral leads with a notch.
  private static func notched(_ ecg: MeasuredECG) -> [String] {
    groups.flatMap { group in
      let run = STElevation.contiguous(group) { name in (ShapeOf(ecg, name)?.endNotch ?? 0) >= notchMicrovolts }
      return run.count >= 2 ? run : []
    }
  }

  /// Without a notch: at most this share of a tall T in every raised lead, all of them V3–V6 with a tall R (ours, after Ginzton & Laks).
  static let lowShare = 0.25
  static let tallTMicrovolts = 400.0
  static let tallRMicrovolts = 700.0

  private static func isLowUnderTallT(_ ecg: MeasuredECG) -> Bool {
    let raised = STElevation.territories.flatMap { STElevation.raised($0, ecg) }
    return ecg.heartRate < 100
      && raised.allSatisfy { name in
        ["V3", "V4", "V5", "V6"].contains(name) && ecg.t(name) >= tallTMicrovolts && ecg.j(name) < lowShare * ecg.t(name)
          && ecg.height(name) >= tallRMicrovolts
      }
  }

  /// ST up by a notch in two neighbours of these leads or low under a tall T, rising into it, with R as tall as it should be and nothing upside down.
  static func isBenign(_ ecg: MeasuredECG) -> Bool {
    guard !ecg.isRepolarisationSecondary, !notched(ecg).isEmpty || isLowUnderTallT(ecg), !EvolvingInfarctRules.isAnteriorRLost(ecg),
      PericarditisRules.ratio(ecg) < pericarditisShare
    else { return false }
    // Asked where the formula is for: ST up in V2 or V3.
    let isSeptal = ["V2", "V3"].contains { (STElevation.margin(ecg, $0) ?? -1) >= 0 }
    if isSeptal, let smith = InfarctRules.smith(ecg), smith >= InfarctRules.smithLimit { return false }
    let mirrored = ["I", "II", "III", "aVL", "aVF", "V4", "V5", "V6"].filter { ecg.j($0) <= InfarctRules.reciprocalMicrovolts }
    return mirrored.isEmpty && ["II", "V4", "V5", "V6"].allSatisfy { rises(ecg, $0) }
  }

  /// ST climbs into an upright T.
  private static func rises(_ ecg: MeasuredECG, _ name: String) -> Bool {
    guard ecg.t(name) >= 100, let shape = ShapeOf(ecg, name) else { return false }
    return shape.level(afterJ: 0.1) >= shape.level(afterJ: 0.02)
  }

  /// Said only where ST is above the limits of an infarct: a notch alone is common in health.
  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard STElevation.isJudged(ecg), InfarctRules.elevation(ecg).isEmpty, isBenign(ecg) else { return [] }
    let raised = STElevation.territories.flatMap { STElevation.raised($0, ecg) }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard !raised.isEmpty else { return [] }
    let notches = notched(ecg)
    let share = raised.map { ecg.j($0) / max(ecg.t($0), 1) }.max() ?? 0
    let evidence = [
      Evidence.millimetres("ST", raised.map { ecg.j($0) }.max() ?? 0, raised.leadNames, "jAmplitudeMicrovolts", .above(100)),
      notches.isEmpty
        ? Evidence.percent("ST/T", share, "stOverTPercent", .init(value: 100 * lowShare, side: .below))
        : Evidence.millimetres(
          "J", notches.compactMap { ShapeOf(ecg, $0)?.endNotch }.max() ?? 0, notches.leadNames, "jWaveMicrovolts", .above(notchMicrovolts)),
    ]
    let leads = (notches.isEmpty ? raised : notches).leadNames
    return [ECGStatement(.earlyRepolarisation, .ordinary, score: 0.6, evidence: evidence, leads: leads)]
  }
}
