/// Infarct patterns that the J-point limits alone do not catch.
enum EvolvingInfarctRules {
  /// Anterior ST still up this much 60 ms after J …
  static let elevationMicrovolts = 100.0
  /// … with T already turning over this deep …
  static let inversionMicrovolts = -80.0

  /// … over new Q waves: an infarct of hours to days (Fourth Universal Definition 2018, evolution of the ECG). Q with ST up and upright or flat T
  /// is an old infarct's aneurysm more often (Smith 2005) and stays a warning.
  @Sendable static func evolving(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds < ConductionRules.leftBundleMilliseconds, !ConductionRules.isLeftBundleBlock(ecg),
      !VoltageRules.isHypertrophic(ecg)
    else { return [] }
    guard InfarctRules.elevation(ecg).allSatisfy({ $0.grade != .critical }) else { return [] }
    let chest = ["V1", "V2", "V3", "V4", "V5"]
    let withQ = InfarctRules.contiguous(chest) { QWaveRules.isPathological(ecg.lead($0), name: $0) }
    let raised = ["V2", "V3", "V4"].filter { (ecg.lead($0)?.j60AmplitudeMicrovolts ?? 0) >= elevationMicrovolts }
    let inverted = ["V2", "V3", "V4", "V5"].filter { (ecg.lead($0)?.tAmplitudeMicrovolts ?? 0) <= inversionMicrovolts }
    guard withQ.count >= 2, !raised.isEmpty, !inverted.isEmpty else { return [] }
    let names = raised.map(LeadName.init(rawValue:))
    let largest = raised.compactMap { ecg.lead($0)?.j60AmplitudeMicrovolts }.max() ?? 0
    let evidence: [Fact] = [
      Evidence.millimetres("ST", largest, names, "j60AmplitudeMicrovolts", .above(elevationMicrovolts)),
      "Q \(withQ.joined(separator: ", "))", "T inverted \(inverted.joined(separator: ", "))",
    ]
    let text = BilingualText(chinese: "前壁ST段抬高伴Q波及T波倒置，急性/亚急性心肌梗死图形", english: "Acute or evolving anterior infarct pattern")
    return [ECGStatement(.infarctPattern, .critical, score: 0.6, evidence: evidence, leads: names, text: text)]
  }

  /// Left bundle block or pacing: concordant elevation ≥ 1 mm, concordant depression ≥ 1 mm in V1–V3, or discordant elevation
  /// of a quarter of the S or more (Sgarbossa 1996; Smith 2012).
  @Sendable static func sgarbossa(_ ecg: MeasuredECG) -> [ECGStatement] {
    let isVentricularlyPaced = ecg.isPaced && ecg.qrsMilliseconds >= ConductionRules.completeMilliseconds
    guard isVentricularlyPaced || ConductionRules.isLeftBundleBlock(ecg) else { return [] }
    var evidence: [Fact] = []
    var leads: [LeadName] = []
    for name in LeadName.standardTwelve where name.rawValue != "aVR" {
      guard let lead = ecg.leads[name], let j = lead.jAmplitudeMicrovolts else { continue }
      let s = -min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0)
      let r = lead.tallestRMicrovolts ?? 0
      let isConcordantUp = r > 1.5 * s && j >= 100
      let isConcordantDown = ["V1", "V2", "V3"].contains(name.rawValue) && s > 1.5 * r && j <= -100
      let isExcessive = s > r && s >= 400 && j >= 100 && j >= 0.25 * s
      guard isConcordantUp || isConcordantDown || isExcessive else { continue }
      evidence.append(Evidence.millimetres("ST", j, [name], "jAmplitudeMicrovolts"))
      leads.append(name)
    }
    guard leads.count >= 2 else { return [] }
    return [ECGStatement(.infarctPatternInBlock, .critical, score: 0.6, evidence: evidence, leads: leads)]
  }
}
