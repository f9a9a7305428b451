/// Q waves of a prior infarct (Fourth Universal Definition 2018, table 4).
enum QWaveRules {
  static let groups = [["V1", "V2", "V3"], ["V3", "V4", "V5", "V6"], ["I", "aVL"], ["II", "aVF", "III"]]

  /// V2–V3: any Q ≥ 20 ms, or QS. Elsewhere: ≥ 30 ms and ≥ 1 mm deep, or QS.
  static func isPathological(_ lead: LeadMeasurements?, name: String) -> Bool {
    guard let lead, let q = lead.qAmplitudeMicrovolts, let duration = lead.qDurationMilliseconds, q < 0 else { return false }
    let r = lead.tallestRMicrovolts ?? 0
    if name == "V1" { return r < 50 && q <= -100 }
    if name == "V2" || name == "V3" { return duration >= 20 && q <= -50 }
    return duration >= 30 && q <= -100 && -q >= 0.25 * r
  }

  @Sendable static func pathological(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, !ConductionRules.isLeftBundleBlock(ecg) else { return [] }
    let leads = groups.flatMap { group in
      let run = InfarctRules.contiguous(group) { isPathological(ecg.lead($0), name: $0) }
      // V1 and III alone prove nothing: QS there is common in health.
      return run.filter { $0 != "V1" && $0 != "III" }.count >= 1 && run.count >= 2 ? run : []
    }
    guard !leads.isEmpty else { return [] }
    let names = leads.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.map(LeadName.init(rawValue:))
    let deepest = leads.compactMap { ecg.lead($0)?.qAmplitudeMicrovolts }.min() ?? 0
    return [
      ECGStatement(.pathologicalQ, .warning, score: 0.7, evidence: [Evidence.millimetres("Q", deepest, names, "qAmplitudeMicrovolts")], leads: names)
    ]
  }
}
