/// An anterior occlusion whose J point is still below the limits: ST climbs straight into T.
///
/// Smith's formula was made for records with ST up 1 mm and concave in V2–V4 (Driver 2017). In health ST leaves the line late: 60 ms after J it stands under
/// half of T's height. Of 147 PTB-XL records called normal none has all of this, of LUDB's sinus records without ischaemia none.
enum StraightSTRules {
  /// ST at J+60 over T, in V2 or V3.
  static let straightShare = 0.5
  static let minimumTMicrovolts = 200.0

  /// Steepest share of V2 and V3; `nil` where T is too low to compare with.
  private static func share(_ ecg: MeasuredECG) -> (lead: String, value: Double)? {
    ["V2", "V3"].filter { ecg.t($0) >= minimumTMicrovolts }.map { ($0, ecg.j60($0) / ecg.t($0)) }.max { $0.1 < $1.1 }
  }

  /// How far both leads are above the later limit.
  private static func margin(_ ecg: MeasuredECG) -> Double {
    ["V2", "V3"].map { ecg.j60($0) - STElevation.laterShare * STElevation.limitMicrovolts($0, ecg.patient) }.min() ?? -.infinity
  }

  private static func isJudged(_ ecg: MeasuredECG) -> Bool {
    STElevation.isJudged(ecg) && ecg.qrsMilliseconds < ConductionRules.leftBundleMilliseconds && !ConductionRules.isRightBundleBlock(ecg)
      && !VoltageRules.isHypertrophic(ecg)
      && !EvolvingInfarctRules.isAnteriorRLost(ecg) && ecg.heartRate < 130
  }

  @Sendable static func straight(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard isJudged(ecg), let share = share(ecg), share.value >= straightShare, margin(ecg) >= 0, let smith = InfarctRules.smith(ecg),
      smith >= InfarctRules.smithLimit, InfarctRules.elevation(ecg).allSatisfy({ $0.grade != .critical })
    else { return [] }
    let leads = ["V2", "V3"]
    let limit = leads.map { STElevation.laterShare * STElevation.limitMicrovolts($0, ecg.patient) }.min() ?? 0
    let evidence = [
      Evidence.millimetres("ST J+60", leads.map { ecg.j60($0) }.max() ?? 0, leads.leadNames, "j60AmplitudeMicrovolts", .above(limit)),
      Evidence.percent("ST/T \(share.lead)", share.value, "stOverTPercent", .above(100 * straightShare)),
      Evidence.ratio("Smith", smith, "smithFormula", .above(InfarctRules.smithLimit)),
    ]
    let text = BilingualText(chinese: "前壁ST段平直抬高，疑似前降支闭塞", english: "Straight anterior ST elevation, suspected occlusion")
    return [ECGStatement(.infarctPattern, .critical, score: 0.6, evidence: evidence, leads: leads.leadNames, text: text)]
  }

  static func score(_ ecg: MeasuredECG) -> Double {
    guard isJudged(ecg), let share = share(ecg) else { return 0 }
    return min(
      RuleScores.above(share.value, straightShare, width: 0.05), RuleScores.above(margin(ecg), 0, width: 25),
      RuleScores.above(InfarctRules.smith(ecg), InfarctRules.smithLimit, width: 0.7))
  }
}
