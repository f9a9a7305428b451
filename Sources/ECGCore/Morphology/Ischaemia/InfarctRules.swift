/// ST elevation, and what tells an infarct from its mimics: reciprocal depression, Smith's formula, Q waves.
enum InfarctRules {
  static let reciprocalMicrovolts = -50.0
  /// Subtle anterior occlusion against early repolarisation, four variables (Driver, Smith, J. Electrocardiol. 50:561, 2017): from here it is an occlusion.
  /// QT begins with the readers' earlier onset of QRS here, so that the limit moves with it.
  static let smithLimit = 18.2 + 0.052 * ConductionRules.readersWidthMilliseconds
  /// T over QRS, both peak to peak, of a lead of V1–V4: an acute infarct from here, an old one's aneurysm below (Smith, Am. J. Emerg. Med. 23:279, 2005).
  static let aneurysmRatio = 0.36

  static func contiguous(_ leads: [String], where condition: (String) -> Bool) -> [String] { STElevation.contiguous(leads, where: condition) }

  @Sendable static func elevation(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard STElevation.isJudged(ecg) else { return [] }
    return STElevation.territories.compactMap { statement($0, ecg) }
  }

  private static func statement(_ territory: STElevation.Territory, _ ecg: MeasuredECG) -> ECGStatement? {
    let raised = STElevation.raised(territory, ecg)
    guard !raised.isEmpty else { return nil }
    let reasons = infarctReasons(territory, raised: raised, ecg)
    if reasons.isEmpty {
      let beyondDoubt = STElevation.raised(territory, ecg, .widest)
      guard !beyondDoubt.isEmpty, !EarlyRepolarisationRules.isBenign(ecg) else { return nil }
      return said(.elevation, .warning, 0.5, [self.elevation(beyondDoubt, ecg, .widest)], beyondDoubt, territory)
    }
    let elevation = self.elevation(raised, ecg, .middle)
    if isAneurysm(territory, raised: raised, ecg), mirror(territory, ecg) == nil {
      return said(.aneurysm, .warning, 0.6, [elevation] + reasons, raised, territory)
    }
    return said(.infarctPattern, .critical, 0.8, [elevation] + reasons, raised, territory)
  }

  private static func elevation(_ raised: [String], _ ecg: MeasuredECG, _ doubt: STElevation.Doubt) -> Fact {
    let largest = raised.map { ecg.j($0) }.max() ?? 0
    let limit = raised.map { STElevation.limitMicrovolts($0, ecg.patient, doubt) }.min() ?? 100
    return Evidence.millimetres("ST", largest, raised.leadNames, "jAmplitudeMicrovolts", .above(limit))
  }

  private static func said(
    _ code: StatementCode, _ grade: ECGGrade, _ score: Double, _ evidence: [Fact], _ raised: [String], _ territory: STElevation.Territory
  ) -> ECGStatement {
    let place = name(territory, raised: raised)
    let text = BilingualText(chinese: "\(place.chinese)\(code.text.chinese)", english: "\(code.text.english), \(place.english)")
    return ECGStatement(code, grade, score: score, evidence: evidence, leads: raised.leadNames, text: text)
  }

  /// V1 to V3 alone are the septum's leads.
  private static func name(_ territory: STElevation.Territory, raised: [String]) -> BilingualText {
    guard territory.leads == STElevation.anterior.leads, raised.allSatisfy(["V1", "V2", "V3"].contains) else { return territory.name }
    return BilingualText(chinese: "前间壁", english: "anteroseptal")
  }

  private static func infarctReasons(_ territory: STElevation.Territory, raised: [String], _ ecg: MeasuredECG) -> [Fact] {
    var reasons: [Fact] = []
    if let mirrored = mirror(territory, ecg) { reasons.append(mirrored) }
    // A thick ventricle was no part of the formula's study.
    if raised.contains("V3") || raised.contains("V2"), let smith = smith(ecg), smith >= smithLimit, !VoltageRules.isHypertrophic(ecg) {
      reasons.append(Evidence.ratio("Smith", smith, "smithFormula", .above(smithLimit)))
    }
    let withQ = raised.filter { QWaveRules.isPathological(ecg.lead($0), name: $0) }
    if withQ.count >= 2 { reasons.append("Q \(withQ.joined(separator: ", "))") }
    // The right ventricle's infarct comes with the inferior one, of the same artery.
    let isWithInferior = territory.leads == STElevation.right.leads && !STElevation.raised(STElevation.inferior, ecg).isEmpty
    if isWithInferior { reasons.append("with inferior ST elevation") }
    return reasons
  }

  /// The same injury upside down in the leads that face it from the other side.
  private static func mirror(_ territory: STElevation.Territory, _ ecg: MeasuredECG) -> Fact? {
    let mirrored = territory.reciprocal.filter { ecg.j($0) <= reciprocalMicrovolts }
    guard let deepest = mirrored.map({ ecg.j($0) }).min() else { return nil }
    return Evidence.millimetres("reciprocal ST", deepest, mirrored.leadNames, "jAmplitudeMicrovolts", .below(reciprocalMicrovolts))
  }

  /// Anterior Q waves with a T that is low for its QRS in every lead.
  private static func isAneurysm(_ territory: STElevation.Territory, raised: [String], _ ecg: MeasuredECG) -> Bool {
    guard territory.leads == STElevation.anterior.leads,
      raised.filter({ QWaveRules.isPathological(ecg.lead($0), name: $0) }).count >= 2
    else { return false }
    return ["V1", "V2", "V3", "V4"].allSatisfy { name in
      let span = ecg.height(name) + ecg.depth(name)
      return span > 0 && ecg.t(name) < aneurysmRatio * span
    }
  }

  /// 0.052 × QTc Bazett (ms) − 0.151 × QRS of V2 (mm, peak to peak) − 0.268 × R in V4 (mm) + 1.062 × ST at J+60 in V3 (mm).
  static func smith(_ ecg: MeasuredECG) -> Double? {
    guard let st = ecg.lead("V3")?.j60AmplitudeMicrovolts, let r = ecg.lead("V4")?.tallestRMicrovolts, let qtc = ecg.global.qtcBazettMilliseconds,
      ecg.lead("V2") != nil
    else { return nil }
    return 0.052 * qtc - 0.151 * (ecg.height("V2") + ecg.depth("V2")) / 100 - 0.268 * r / 100 + 1.062 * st / 100
  }

  /// Nearness of the best territory to the limits of elevation, and of what makes an infarct of it.
  static func scores(_ ecg: MeasuredECG) -> (elevation: Double, infarct: Double) {
    guard STElevation.isJudged(ecg) else { return (0, 0) }
    var best = (elevation: 0.0, infarct: 0.0)
    for territory in STElevation.territories {
      let elevation = RuleScores.above(STElevation.marginOfTwo(territory.leads, ecg), 0, width: 25)
      let mirrored = RuleScores.below(territory.reciprocal.map { ecg.j($0) }.min(), reciprocalMicrovolts, width: 15)
      best.elevation = max(best.elevation, elevation)
      best.infarct = max(best.infarct, min(elevation, mirrored))
    }
    guard !VoltageRules.isHypertrophic(ecg) else { return best }
    let septal = RuleScores.above(STElevation.marginOfTwo(["V1", "V2", "V3", "V4"], ecg), 0, width: 25)
    best.infarct = max(best.infarct, min(septal, RuleScores.above(smith(ecg), smithLimit, width: 0.7)))
    return best
  }
}
