/// S in I, Q and a negative T in III: acute strain of the right ventricle (McGinn & White, JAMA 104:1473, 1935; Kosuge, Am. J. Cardiol. 99:817, 2007).
enum LungStrainRules {
  static let sMicrovolts = 150.0
  static let qMicrovolts = 150.0
  static let negativeTMicrovolts = -50.0
  /// The three alone are found in health; one of these goes with them.
  static let fastPerMinute = 100.0
  static let anteriorTMicrovolts = -100.0

  static func isPresent(_ ecg: MeasuredECG) -> Bool {
    -(ecg.lead("I")?.deepestSMicrovolts ?? 0) >= sMicrovolts && -(ecg.lead("III")?.qAmplitudeMicrovolts ?? 0) >= qMicrovolts
      && ecg.t("III") <= negativeTMicrovolts
  }

  static func score(_ ecg: MeasuredECG) -> Double {
    min(
      RuleScores.above(-(ecg.lead("I")?.deepestSMicrovolts ?? 0), sMicrovolts, width: 30),
      RuleScores.above(-(ecg.lead("III")?.qAmplitudeMicrovolts ?? 0), qMicrovolts, width: 30),
      RuleScores.below(ecg.t("III"), negativeTMicrovolts, width: 20))
  }

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, !ConductionRules.isLeftBundleBlock(ecg), isPresent(ecg) else { return [] }
    let turned = ["V1", "V2", "V3"].filter { ecg.t($0) <= anteriorTMicrovolts }
    guard ecg.heartRate >= fastPerMinute || turned.count >= 2 else { return [] }
    let evidence = [
      Evidence.millimetres("S", ecg.lead("I")?.deepestSMicrovolts ?? 0, ["I"].leadNames, "sAmplitudeMicrovolts", .below(-sMicrovolts)),
      Evidence.millimetres("Q", ecg.lead("III")?.qAmplitudeMicrovolts ?? 0, ["III"].leadNames, "qAmplitudeMicrovolts", .below(-qMicrovolts)),
      Evidence.millimetres("T", ecg.t("III"), ["III"].leadNames, "tAmplitudeMicrovolts", .below(negativeTMicrovolts)),
      turned.count >= 2
        ? Evidence.millimetres("T", turned.map { ecg.t($0) }.min() ?? 0, turned.leadNames, "tAmplitudeMicrovolts", .below(anteriorTMicrovolts))
        : Evidence.rate(ecg.heartRate, .above(fastPerMinute)),
    ]
    return [ECGStatement(.lungStrain, .warning, score: 0.5, evidence: evidence, leads: ["I", "III"].leadNames + turned.leadNames)]
  }
}
