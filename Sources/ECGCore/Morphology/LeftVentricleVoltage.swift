/// Voltages that rise with the mass of the left ventricle, microvolts, and their limits (AHA/ACCF/HRS recommendations, part V, 2009).
struct LeftVentricleVoltage: Sendable {
  /// SV1 + RV5 or RV6 (Sokolow & Lyon, Am. Heart J. 37:161, 1949).
  let sokolow: Double
  /// RaVL + SV3 (Casale, J. Am. Coll. Cardiol. 6:572, 1985).
  let cornell: Double
  /// Cornell times QRS, women + 0.6 mV (Molloy, J. Am. Coll. Cardiol. 20:1180, 1992), microvolt seconds; QRS as the limit was made with.
  let cornellProduct: Double
  /// Deepest S of any lead + SV4 (Peguero, J. Am. Coll. Cardiol. 69:1694, 2017).
  let peguero: Double
  private let isWoman: Bool

  static let sokolowMicrovolts = 3_500.0
  static let cornellProductMicrovoltSeconds = 244.0
  var cornellMicrovolts: Double { isWoman ? 2_000 : 2_800 }
  var pegueroMicrovolts: Double { isWoman ? 2_300 : 2_800 }

  /// Without a known sex the limits of men hold. `nil` without V1.
  init?(_ ecg: MeasuredECG) {
    func r(_ name: String) -> Double { ecg.lead(name)?.tallestRMicrovolts ?? 0 }
    func s(_ name: String) -> Double { -min(ecg.lead(name)?.deepestSMicrovolts ?? 0, ecg.lead(name)?.qAmplitudeMicrovolts ?? 0) }
    guard ecg.lead("V1") != nil else { return nil }
    isWoman = ecg.patient.sex == .female
    sokolow = s("V1") + max(r("V5"), r("V6"))
    cornell = r("aVL") + s("V3")
    let qrs = max(0, ecg.qrsMilliseconds - ConductionRules.readersWidthMilliseconds)
    cornellProduct = (cornell + (isWoman ? 600 : 0)) * qrs / 1000
    peguero = s("V4") + (LeadName.standardTwelve.filter { $0.rawValue != "aVR" }.map { s($0.rawValue) }.max() ?? 0)
  }

  var hasSokolow: Bool { sokolow >= Self.sokolowMicrovolts }
  var hasCornell: Bool { cornell > cornellMicrovolts }
  var hasCornellProduct: Bool { cornellProduct >= Self.cornellProductMicrovoltSeconds }
  var hasPeguero: Bool { peguero >= pegueroMicrovolts }
  /// Peguero's sum is high in a sixth of PTB-XL's normal records: evidence beside the others, not alone.
  var isHigh: Bool { hasSokolow || hasCornell }

  var evidence: [Fact] {
    var facts: [Fact] = []
    if hasSokolow { facts.append(Evidence.millivolts("SV1+RV5/6", sokolow, "sokolowMicrovolts", .above(Self.sokolowMicrovolts))) }
    if hasCornell { facts.append(Evidence.millivolts("RaVL+SV3", cornell, "cornellMicrovolts", .above(cornellMicrovolts))) }
    if hasCornellProduct {
      let limit = Self.cornellProductMicrovoltSeconds
      facts.append(
        Fact(
          text: "Cornell product \(Int(cornellProduct.rounded())) mV·ms",
          value: EvidenceValue(name: "cornellProductMicrovoltSeconds", value: cornellProduct, unit: "µV·s", limit: limit, side: .above)))
    }
    if hasPeguero { facts.append(Evidence.millivolts("SD+SV4", peguero, "pegueroMicrovolts", .above(pegueroMicrovolts))) }
    return facts
  }
}
