/// Infarct patterns that the J-point limits alone do not catch: those of hours to days, whose ST is on its way down and whose T turns over
/// (Fourth Universal Definition 2018, evolution of the ECG).
enum EvolvingInfarctRules {
  /// R of V3 this low (Zema, J. Electrocardiol. 13:41, 1980), or of V2 (ours), is lost.
  static let lostRV3Microvolts = 150.0
  static let lostRV2Microvolts = 70.0
  /// Anterior ST still up this much 60 ms after J …
  static let elevationMicrovolts = 100.0
  /// … with T already turning over this deep; or hardly up any more …
  static let inversionMicrovolts = -80.0
  static let restingMicrovolts = 25.0
  /// … with T this deep in two leads.
  static let deepInversionMicrovolts = -300.0

  static func isAnteriorRLost(_ ecg: MeasuredECG) -> Bool {
    ecg.lead("V2") != nil && ecg.lead("V3") != nil && (ecg.height("V3") <= lostRV3Microvolts || ecg.height("V2") <= lostRV2Microvolts)
  }

  /// T is turned over where S is deeper than R: strain of a thick ventricle turns it over where R is tall.
  private static func inverted(_ ecg: MeasuredECG, _ limit: Double) -> [String] {
    ["V2", "V3", "V4"].filter { ecg.t($0) <= limit && ecg.height($0) <= ecg.depth($0) }
  }

  @Sendable static func evolving(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds < ConductionRules.leftBundleMilliseconds, !ConductionRules.isLeftBundleBlock(ecg),
      InfarctRules.elevation(ecg).allSatisfy({ $0.grade != .critical })
    else { return [] }
    return [anterior(ecg) ?? ofQ(ecg)].compactMap { $0 }
  }

  private static func anterior(_ ecg: MeasuredECG) -> ECGStatement? {
    guard isAnteriorRLost(ecg) else { return nil }
    let raised = ["V2", "V3", "V4"].filter { ecg.j60($0) >= elevationMicrovolts }
    let isTurning = !raised.isEmpty && !inverted(ecg, inversionMicrovolts).isEmpty
    let deep = inverted(ecg, deepInversionMicrovolts)
    let resting = ["V2", "V3"].filter { ecg.j60($0) >= restingMicrovolts }
    guard isTurning || (deep.count >= 2 && resting.count == 2) else { return nil }
    let up = isTurning ? raised : resting
    let turned = isTurning ? inverted(ecg, inversionMicrovolts) : deep
    let evidence = [
      Evidence.millimetres(
        "ST", up.map { ecg.j60($0) }.max() ?? 0, up.leadNames, "j60AmplitudeMicrovolts", .above(isTurning ? elevationMicrovolts : restingMicrovolts)),
      lostR(ecg),
      Evidence.millimetres(
        "T", turned.map { ecg.t($0) }.min() ?? 0, turned.leadNames, "tAmplitudeMicrovolts",
        .below(isTurning ? inversionMicrovolts : deepInversionMicrovolts)),
    ]
    return statement(STElevation.anterior, evidence, up)
  }

  private static func lostR(_ ecg: MeasuredECG) -> Fact {
    let isLostInV3 = ecg.height("V3") <= lostRV3Microvolts
    let name = isLostInV3 ? "V3" : "V2"
    return Evidence.millimetres(
      "R", ecg.height(name), [name].leadNames, "rAmplitudeMicrovolts", .below(isLostInV3 ? lostRV3Microvolts : lostRV2Microvolts))
  }

  /// Elsewhere the lost muscle shows as Q: with ST up half a millimetre and T turned over 1 mm in the same two neighbours.
  private static func ofQ(_ ecg: MeasuredECG) -> ECGStatement? {
    for territory in STElevation.territories where territory.leads != STElevation.anterior.leads {
      let run = STElevation.contiguous(territory.leads) { name in
        QWaveRules.isPathological(ecg.lead(name), name: name) && min(ecg.j(name), ecg.j60(name)) >= 50 && ecg.t(name) <= -100
      }
      guard run.count >= 2 else { continue }
      let evidence: [Fact] = [
        Evidence.millimetres("ST", run.map { ecg.j60($0) }.max() ?? 0, run.leadNames, "j60AmplitudeMicrovolts", .above(50)),
        Evidence.millimetres("T", run.map { ecg.t($0) }.min() ?? 0, run.leadNames, "tAmplitudeMicrovolts", .below(-100)),
        "Q \(run.joined(separator: ", "))",
      ]
      return statement(territory, evidence, run)
    }
    return nil
  }

  private static func statement(_ territory: STElevation.Territory, _ evidence: [Fact], _ leads: [String]) -> ECGStatement {
    let text = BilingualText(
      chinese: "\(territory.name.chinese)ST段抬高伴R波丢失及T波倒置，急性/亚急性心肌梗死图形", english: "Acute or evolving infarct pattern, \(territory.name.english)")
    return ECGStatement(.infarctPattern, .critical, score: 0.6, evidence: evidence, leads: leads.leadNames, text: text)
  }

  static func score(_ ecg: MeasuredECG) -> Double {
    guard !ecg.isPaced, ecg.lead("V2") != nil, ecg.qrsMilliseconds < ConductionRules.leftBundleMilliseconds else { return 0 }
    let lost = max(
      RuleScores.below(ecg.height("V3"), lostRV3Microvolts, width: 30), RuleScores.below(ecg.height("V2"), lostRV2Microvolts, width: 20))
    let depths = ["V2", "V3", "V4"].filter { ecg.height($0) <= ecg.depth($0) }.map { ecg.t($0) }.sorted()
    let turning = min(
      RuleScores.above(["V2", "V3", "V4"].map { ecg.j60($0) }.max(), elevationMicrovolts, width: 20),
      RuleScores.below(depths.first, inversionMicrovolts, width: 25))
    let deep = min(
      RuleScores.above(min(ecg.j60("V2"), ecg.j60("V3")), restingMicrovolts, width: 15),
      RuleScores.below(depths.dropFirst().first, deepInversionMicrovolts, width: 40))
    return min(lost, max(turning, deep))
  }
}
