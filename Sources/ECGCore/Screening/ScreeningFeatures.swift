/// Named numbers from which the super-classes are scored, each 0 in health and rising with what is out of the ordinary.
///
/// `Benchmarks/StatementModel/fit.py` fits a weight to each.
struct ScreeningFeatures: Sendable {
  let values: [String: Double]

  /// I, II and the chest leads; the others follow from I and II, and one of them that cannot be read counts as healthy.
  private static let needed = LeadName.standardTwelve.prefix(2) + LeadName.standardTwelve.suffix(6)

  /// `nil` without twelve leads, or the measurements of those needed.
  init?(_ ecg: MeasuredECG, said codes: Set<String>) {
    guard ecg.isStandardTwelvePresent, Self.needed.allSatisfy({ ecg.leads[$0] != nil }) else { return nil }
    let named = Self.rhythm(ecg, codes) + Self.voltage(ecg) + Self.repolarisation(ecg) + Self.infarct(ecg)
    values = Dictionary(named.map { ($0.name, $0.value) }) { first, _ in first }
  }

  private static func clip(_ value: Double, _ low: Double, _ high: Double) -> Double { min(max(value, low), high) }

  private static func rhythm(_ ecg: MeasuredECG, _ codes: Set<String>) -> [(name: String, value: Double)] {
    let g = ecg.global
    let rate = g.heartRatePerMinute ?? 70
    let axis = g.qrsAxisDegrees ?? 45
    let turn = (axis - (g.tAxisDegrees ?? 45) + 540).truncatingRemainder(dividingBy: 360) - 180
    func said(_ names: StatementCode...) -> Double { names.contains { codes.contains($0.rawValue) } ? 1 : 0 }
    return [
      ("fast", clip(rate - 80, 0, 60) / 20), ("slow", clip(60 - rate, 0, 20) / 10),
      ("wide", clip((g.qrsDurationMilliseconds ?? 110) - 112, 0, 50) / 20),
      ("left", axis > -150 ? clip(-axis, 0, 60) / 30 : 0), ("right", axis > 0 ? clip(axis - 90, 0, 60) / 30 : 0),
      ("longPR", clip((g.prIntervalMilliseconds ?? 150) - 180, 0, 60) / 20), ("noP", g.prIntervalMilliseconds == nil ? 1 : 0),
      ("longQT", clip((g.qtcFridericiaMilliseconds ?? 420) - 430, 0, 80) / 20), ("qrsTAngle", clip(abs(turn) - 45, 0, 90) / 45),
      ("fibrillation", said(.atrialFibrillation)), ("ventricularBeats", said(.ventricularBeats, .ventricularRun)),
      ("atrialBeats", said(.atrialBeats)),
      ("irregular", said(.irregular)),
      (
        "conductionBlock",
        said(
          .rightBundleBlock, .incompleteRightBundleBlock, .leftBundleBlock, .incompleteLeftBundleBlock, .conductionDelay,
          .leftAnteriorFascicularBlock,
          .leftPosteriorFascicularBlock, .firstDegreeBlock)
      ),
    ]
  }

  private static func voltage(_ ecg: MeasuredECG) -> [(name: String, value: Double)] {
    func lead(_ name: String) -> LeadMeasurements { ecg.lead(name) ?? LeadMeasurements(lead: LeadName(rawValue: name)) }
    let spans = ["I", "II", "III"].map { lead($0).tallest + lead($0).deepest }
    let high = LeftVentricleVoltage(ecg)
    let share = max((high?.sokolow ?? 0) / LeftVentricleVoltage.sokolowMicrovolts, (high?.cornell ?? 0) / 2_500)
    let level = clip((40 - (LateralStrain.highestMicrovolts(ecg) ?? 40)) / 40, 0, 1.5)
    return [
      ("sokolow", clip(lead("V1").deepest + max(lead("V5").tallest, lead("V6").tallest) - 2_500, 0, 2_500) / 1_000),
      ("cornell", clip(lead("aVL").tallest + lead("V3").deepest - 1_500, 0, 2_500) / 1_000),
      ("lowLimbs", clip(1_000 - (spans.max() ?? 1_000), 0, 700) / 300), ("tallV1", clip(lead("V1").tallest - 0.5 * lead("V1").deepest, 0, 600) / 200),
      ("secondRV1", clip(lead("V1").rPrimeAmplitudeMicrovolts ?? 0, 0, 300) / 100),
      ("longP", clip((ecg.global.pDurationMilliseconds ?? 110) - 115, 0, 40) / 20),
      ("tallP", clip((lead("II").pPositiveAmplitudeMicrovolts ?? 0) - 150, 0, 200) / 100),
      ("peguero", clip((high?.peguero ?? 0) - 2_500, 0, 2_500) / 1_000), ("levelVoltage", clip(share - 0.8, 0, 0.8) * level * 2),
      ("deepPV1", clip(-(lead("V1").pNegativeAmplitudeMicrovolts ?? 0) - 50, 0, 150) / 50),
    ]
  }

  private static func repolarisation(_ ecg: MeasuredECG) -> [(name: String, value: Double)] {
    func j(_ name: String) -> Double { ecg.lead(name)?.jAmplitudeMicrovolts ?? 0 }
    func st(_ name: String) -> Double { ecg.lead(name)?.j60AmplitudeMicrovolts ?? 0 }
    func t(_ name: String) -> Double { ecg.lead(name)?.tAmplitudeMicrovolts ?? 0 }
    func flat(_ name: String, _ share: Double = 0.12) -> Double { clip(1 - t(name) / max(share * (ecg.lead(name)?.tallest ?? 0), 100), 0, 2.5) }
    return [
      ("lateralST", clip(-mean(["I", "V5", "V6", "II"].map(st)), -50, 100) / 50),
      ("lowestST", clip(-(["I", "II", "aVL", "aVF", "V4", "V5", "V6"].map(st).min() ?? 0), 0, 150) / 50),
      ("highestST", clip(["I", "II", "aVL", "aVF", "V5", "V6"].map(j).max() ?? 0, 0, 200) / 100),
      ("flatT", mean(["I", "II", "V4", "V5", "V6"].map { flat($0) })), ("flatChestT", mean(["V2", "V3", "V4"].map { flat($0, 0.1) })),
      ("lowestT", clip(-(["I", "II", "V3", "V4", "V5", "V6"].map(t).min() ?? 0), 0, 400) / 100),
      ("turnedT", clip(t("V1") - t("V6"), -300, 500) / 200),
    ]
  }

  private static func infarct(_ ecg: MeasuredECG) -> [(name: String, value: Double)] {
    func lead(_ name: String) -> LeadMeasurements { ecg.lead(name) ?? LeadMeasurements(lead: LeadName(rawValue: name)) }
    func q(_ name: String) -> Double {
      let values = lead(name)
      let depth = -min(values.qAmplitudeMicrovolts ?? 0, 0)
      return clip((values.qDurationMilliseconds ?? 0) - 20, 0, 30) / 15 * clip(depth / max(values.tallest, 100) / 0.25, 0, 2)
    }
    let anterior = ["V1", "V2", "V3", "V4"].map { name -> Double in
      let depth = -min(lead(name).qAmplitudeMicrovolts ?? 0, 0)
      return lead(name).tallest < max(depth, 50) || depth > 50 ? clip(depth / 200, 0, 1) : 0
    }
    let minnesota = ecg.isPaced || ConductionRules.isLeftBundleBlock(ecg) ? nil : MinnesotaQ(ecg)
    func code(_ site: MinnesotaQ.Site) -> Double { minnesota?.gravest(site).map { Double(4 - $0.grade) / 1.5 } ?? 0 }
    return [
      ("minnesotaInferior", code(.inferior)), ("minnesotaAnterior", code(.anterior)),
      ("inferiorQ", (q("II") + q("aVF") + 0.5 * q("III")) / 2), ("lateralQ", (q("I") + q("aVL") + q("V5") + q("V6")) / 2),
      ("anteriorQ", anterior.reduce(0, +) / 2), ("lowRV3", clip(1 - lead("V3").tallest / 400, 0, 1) + 0.5 * clip(1 - lead("V2").tallest / 200, 0, 1)),
      ("lowInferiorR", clip(1 - (lead("aVF").tallest + lead("II").tallest) / 800, 0, 1)),
    ]
  }
}

extension LeadMeasurements {
  /// Taller of R and R′, deepest of Q, S and S′ as a positive number; 0 where absent.
  fileprivate var tallest: Double { max(tallestRMicrovolts ?? 0, 0) }
  fileprivate var deepest: Double { max(-(deepestSMicrovolts ?? 0), -(qAmplitudeMicrovolts ?? 0), 0) }
}
