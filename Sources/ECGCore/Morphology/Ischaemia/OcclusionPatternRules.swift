/// Occlusion and threatened occlusion without ST elevation: de Winter, Wellens, left main.
enum OcclusionPatternRules {
  private static func isJudged(_ ecg: MeasuredECG) -> Bool { !ecg.isRepolarisationSecondary && ecg.heartRate < 120 }

  /// De Winter: J at least this low in V2–V5 …
  static let deWinterMicrovolts = -100.0
  /// … rising into a tall T, aVR up a little (de Winter, N. Engl. J. Med. 359:2071, 2008).
  static let tallTMicrovolts = 500.0
  static let deWinterAVRMicrovolts = 40.0

  @Sendable static func deWinter(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard isJudged(ecg), ecg.j("aVR") >= deWinterAVRMicrovolts else { return [] }
    let found = STElevation.contiguous(["V2", "V3", "V4", "V5"]) { name in
      ecg.j(name) <= deWinterMicrovolts && ecg.j60(name) > ecg.j(name) && ecg.t(name) >= tallTMicrovolts
    }
    guard found.count >= 2 else { return [] }
    let evidence = [
      Evidence.millimetres("ST", found.map { ecg.j($0) }.min() ?? 0, found.leadNames, "jAmplitudeMicrovolts", .below(deWinterMicrovolts)),
      Evidence.millimetres("T", found.map { ecg.t($0) }.max() ?? 0, found.leadNames, "tAmplitudeMicrovolts", .above(tallTMicrovolts)),
      Evidence.millimetres("ST", ecg.j("aVR"), ["aVR"].leadNames, "jAmplitudeMicrovolts", .above(deWinterAVRMicrovolts)),
    ]
    return [ECGStatement(.deWinter, .critical, score: 0.6, evidence: evidence, leads: found.leadNames)]
  }

  /// Six of these at least this low with aVR up this much: left main or several vessels (ESC guidelines 2023, acute coronary syndromes).
  static let diffuseMicrovolts = -100.0
  static let diffuseLeads = 6
  static let diffuse = ["I", "II", "III", "aVL", "aVF", "V2", "V3", "V4", "V5", "V6"]
  static let diffuseAVRMicrovolts = 100.0

  /// Fast rates and high voltage make the same picture without an occlusion: a thick ventricle's strain is only warned of.
  @Sendable static func diffuseDepression(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard isJudged(ecg), ecg.j("aVR") >= diffuseAVRMicrovolts else { return [] }
    let low = diffuse.filter { ecg.j($0) <= diffuseMicrovolts && ecg.j60($0) <= diffuseMicrovolts }
    guard low.count >= diffuseLeads else { return [] }
    let evidence = [
      Evidence.millimetres("ST", ecg.j("aVR"), ["aVR"].leadNames, "jAmplitudeMicrovolts", .above(diffuseAVRMicrovolts)),
      Evidence.millimetres("ST", low.map { ecg.j60($0) }.min() ?? 0, low.leadNames, "j60AmplitudeMicrovolts", .below(diffuseMicrovolts)),
    ]
    let grade: ECGGrade = VoltageRules.isHypertrophic(ecg) ? .warning : .critical
    return [ECGStatement(.diffuseDepression, grade, score: 0.6, evidence: evidence, leads: low.leadNames)]
  }

  static func diffuseScore(_ ecg: MeasuredECG) -> Double {
    guard isJudged(ecg) else { return 0 }
    let sixth = diffuse.map { max(ecg.j($0), ecg.j60($0)) }.sorted()[diffuseLeads - 1]
    return min(RuleScores.below(sixth, diffuseMicrovolts, width: 20), RuleScores.above(ecg.j("aVR"), diffuseAVRMicrovolts, width: 20))
  }

  /// Wellens B: T this deep in V2 and V3; A: first up, then down this much (de Zwaan, Am. Heart J. 103:730, 1982), over an ST that is not up a
  /// millimetre and an R that stands.
  static let wellensInversionMicrovolts = -200.0
  static let biphasicMicrovolts = 100.0

  @Sendable static func wellens(_ ecg: MeasuredECG) -> [ECGStatement] {
    let leads = ["V2", "V3"]
    guard isJudged(ecg), ecg.heartRate < 100, !EvolvingInfarctRules.isAnteriorRLost(ecg), !VoltageRules.isHypertrophic(ecg),
      !LungStrainRules.isPresent(ecg), leads.allSatisfy({ abs(ecg.j($0)) < 100 }), ecg.t("V6") > wellensInversionMicrovolts
    else { return [] }
    let isDeep = leads.allSatisfy { ecg.t($0) <= wellensInversionMicrovolts }
    let isBiphasic = leads.allSatisfy { isUpThenDown(ecg, $0) }
    guard isDeep || isBiphasic else { return [] }
    let values = leads.map { isDeep ? ecg.t($0) : ecg.lead($0)?.tNegativeAmplitudeMicrovolts ?? 0 }
    let limit = isDeep ? wellensInversionMicrovolts : -biphasicMicrovolts
    let evidence: [Fact] = [
      Evidence.millimetres("T", values.max() ?? 0, leads.leadNames, "tAmplitudeMicrovolts", .below(limit)), isDeep ? "type B" : "type A",
    ]
    return [ECGStatement(.wellens, .warning, score: 0.6, evidence: evidence, leads: leads.leadNames)]
  }

  private static func isUpThenDown(_ ecg: MeasuredECG, _ name: String) -> Bool {
    guard let shape = ShapeOf(ecg, name), let range = shape.tRange, let found = shape.extremes(from: range.lowerBound, to: range.upperBound) else {
      return false
    }
    return found.high >= biphasicMicrovolts && found.low <= -biphasicMicrovolts && found.highAt < found.lowAt
  }
}
