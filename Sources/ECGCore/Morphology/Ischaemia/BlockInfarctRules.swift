/// Infarct in left bundle block or ventricular pacing (Sgarbossa, N. Engl. J. Med. 334:481, 1996; Smith, Ann. Emerg. Med. 60:766, 2012).
enum BlockInfarctRules {
  /// Concordant elevation, and concordant depression of V1–V3.
  static let concordantMicrovolts = 100.0
  /// Discordant elevation over the depth of S (Smith's modification).
  static let discordantShare = 0.25
  /// S of less depth says nothing of the share.
  static let minimumSMicrovolts = 400.0

  @Sendable static func sgarbossa(_ ecg: MeasuredECG) -> [ECGStatement] {
    let isVentricularlyPaced = ecg.isPaced && ecg.qrsMilliseconds >= ConductionRules.completeMilliseconds
    guard isVentricularlyPaced || ConductionRules.isLeftBundleBlock(ecg) else { return [] }
    let found = LeadName.standardTwelve.map(\.rawValue).filter { $0 != "aVR" && counts(ecg, $0) }
    guard found.count >= 2 else { return [] }
    let evidence = found.map { Evidence.millimetres("ST", ecg.j($0), [$0].leadNames, "jAmplitudeMicrovolts") }
    return [ECGStatement(.infarctPatternInBlock, .critical, score: 0.6, evidence: evidence, leads: found.leadNames)]
  }

  private static func counts(_ ecg: MeasuredECG, _ name: String) -> Bool {
    guard let j = ecg.lead(name)?.jAmplitudeMicrovolts else { return false }
    let s = ecg.depth(name)
    let r = ecg.height(name)
    let isConcordantUp = r > 1.5 * s && j >= concordantMicrovolts
    let isConcordantDown = ["V1", "V2", "V3"].contains(name) && s > 1.5 * r && j <= -concordantMicrovolts
    let isExcessive = s > r && s >= minimumSMicrovolts && j >= concordantMicrovolts && j >= discordantShare * s
    return isConcordantUp || isConcordantDown || isExcessive
  }
}
