/// QRS voltage: too high, too low.
enum VoltageRules {
  /// SV1 + RV5 or RV6 (Sokolow & Lyon 1949), microvolts.
  static let sokolowMicrovolts = 3_500.0
  /// RaVL + SV3 (Cornell; Casale 1985): men, women.
  static let cornellMenMicrovolts = 2_800.0
  static let cornellWomenMicrovolts = 2_000.0
  /// Peak to peak below these in every limb or every chest lead.
  static let lowLimbMicrovolts = 500.0
  static let lowChestMicrovolts = 1_000.0

  /// Nearness of the higher of both sums to its limit, 0…1.
  static func hypertrophyScore(_ ecg: MeasuredECG) -> Double {
    guard ecg.qrsMilliseconds < ConductionRules.completeMilliseconds, let sums = sums(ecg) else { return 0 }
    return max(RuleScores.above(sums.sokolow, sokolowMicrovolts, width: 300), RuleScores.above(sums.cornell, cornellLimit(ecg), width: 250))
  }

  private static func cornellLimit(_ ecg: MeasuredECG) -> Double { ecg.patient.sex == .female ? cornellWomenMicrovolts : cornellMenMicrovolts }

  private static func sums(_ ecg: MeasuredECG) -> (sokolow: Double, cornell: Double)? {
    guard let v1 = ecg.lead("V1") else { return nil }
    let s = -min(v1.deepestSMicrovolts ?? 0, v1.qAmplitudeMicrovolts ?? 0)
    let r = max(ecg.lead("V5")?.tallestRMicrovolts ?? 0, ecg.lead("V6")?.tallestRMicrovolts ?? 0)
    let v3 = ecg.lead("V3")
    return (s + r, (ecg.lead("aVL")?.tallestRMicrovolts ?? 0) - min(v3?.deepestSMicrovolts ?? 0, v3?.qAmplitudeMicrovolts ?? 0))
  }

  static func isHypertrophic(_ ecg: MeasuredECG) -> Bool { !hypertrophy(ecg).isEmpty }

  @Sendable static func hypertrophy(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds < ConductionRules.completeMilliseconds, let sums = sums(ecg) else { return [] }
    let limit = cornellLimit(ecg)
    var evidence: [Fact] = []
    if sums.sokolow >= sokolowMicrovolts {
      evidence.append(Evidence.millivolts("SV1+RV5/6", sums.sokolow, "sokolowMicrovolts", .above(sokolowMicrovolts)))
    }
    if sums.cornell > limit { evidence.append(Evidence.millivolts("RaVL+SV3", sums.cornell, "cornellMicrovolts", .above(limit))) }
    guard !evidence.isEmpty else { return [] }
    // With strain (ST down and T inverted laterally) it is a warning.
    let hasStrain =
      ["I", "aVL", "V5", "V6"].filter { name in
        guard let lead = ecg.lead(name) else { return false }
        return (lead.j60AmplitudeMicrovolts ?? 0) <= -50 && (lead.tAmplitudeMicrovolts ?? 0) <= -100
      }.count >= 2
    return [ECGStatement(.leftVentricularHypertrophy, hasStrain ? .warning : .ordinary, score: 0.7, evidence: evidence)]
  }

  @Sendable static func lowVoltage(_ ecg: MeasuredECG) -> [ECGStatement] {
    func isLow(_ names: [String], below limit: Double) -> Bool {
      let spans = names.compactMap { ecg.lead($0) }.map {
        ($0.tallestRMicrovolts ?? 0) - min($0.deepestSMicrovolts ?? 0, $0.qAmplitudeMicrovolts ?? 0)
      }
      return spans.count == names.count && spans.allSatisfy { $0 < limit }
    }
    let limbs = isLow(["I", "II", "III", "aVR", "aVL", "aVF"], below: lowLimbMicrovolts)
    let chest = isLow(["V1", "V2", "V3", "V4", "V5", "V6"], below: lowChestMicrovolts)
    guard limbs || chest else { return [] }
    return [ECGStatement(.lowVoltage, .ordinary, score: 0.7, evidence: [Fact(text: limbs ? "limb leads < 0.5 mV" : "chest leads < 1.0 mV")])]
  }
}
