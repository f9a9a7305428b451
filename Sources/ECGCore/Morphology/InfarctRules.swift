/// ST elevation: Fourth Universal Definition of Myocardial Infarction (Thygesen 2018), then what tells an infarct from its mimics.
enum InfarctRules {
  struct Territory: Sendable {
    let text: BilingualText
    /// Contiguous leads, neighbours next to each other.
    let leads: [String]
    /// Leads in which the same injury shows upside down.
    let reciprocal: [String]
  }

  static let territories = [
    Territory(text: BilingualText(chinese: "前壁", english: "anterior"), leads: ["V1", "V2", "V3", "V4", "V5"], reciprocal: ["II", "III", "aVF"]),
    Territory(text: BilingualText(chinese: "下壁", english: "inferior"), leads: ["II", "aVF", "III"], reciprocal: ["aVL", "I"]),
    Territory(text: BilingualText(chinese: "侧壁", english: "lateral"), leads: ["V5", "V6"], reciprocal: ["V1", "V2", "III"]),
    Territory(text: BilingualText(chinese: "高侧壁", english: "high lateral"), leads: ["I", "aVL"], reciprocal: ["III", "aVF", "II"]),
  ]

  static let reciprocalMicrovolts = -50.0
  /// Subtle anterior occlusion against early repolarisation, four variables (Driver, Smith, J. Electrocardiol. 50:561, 2017): from here it is an occlusion.
  /// QT begins with the readers' earlier onset of QRS here, so that the limit moves with it.
  static let smithLimit = 18.2 + 0.052 * ConductionRules.readersWidthMilliseconds

  /// Wider QRS complexes are ventricular or paced; up to here a rising ST may itself look like the end of QRS.
  static let widestMilliseconds = 160.0

  /// J-point limit: V2–V3 250 µV in men under 40, 200 in older men, 150 in women; 100 elsewhere. Unknown sex or age takes the middle one.
  static func limitMicrovolts(_ lead: String, _ patient: PatientFacts) -> Double {
    guard lead == "V2" || lead == "V3" else { return 100 }
    if patient.sex == .female { return 150 }
    return patient.sex == .male && (patient.ageYears ?? 40) < 40 ? 250 : 200
  }

  @Sendable static func elevation(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds < widestMilliseconds || ConductionRules.isRightBundleBlock(ecg), !ConductionRules.isLeftBundleBlock(ecg)
    else { return [] }
    return territories.compactMap { statement($0, ecg) }
  }

  private static func statement(_ territory: Territory, _ ecg: MeasuredECG) -> ECGStatement? {
    let raised = contiguous(territory.leads) { name in
      guard let lead = ecg.lead(name), let j = lead.jAmplitudeMicrovolts, let later = lead.j60AmplitudeMicrovolts else { return false }
      let limit = limitMicrovolts(name, ecg.patient)
      // The segment must stay up: a high J with a falling ST is a J wave or a terminal R.
      return j >= limit && later >= 0.7 * limit && !isDiscordantByVoltage(lead, j)
    }
    guard raised.count >= 2 else { return nil }
    let names = raised.map(LeadName.init(rawValue:))
    let largest = raised.compactMap { ecg.lead($0)?.jAmplitudeMicrovolts }.max() ?? 0
    var evidence = [
      Evidence.millimetres("ST", largest, names, "jAmplitudeMicrovolts", .above(raised.map { limitMicrovolts($0, ecg.patient) }.min() ?? 100))
    ]
    let reasons = infarctReasons(territory, raised: raised, ecg)
    evidence += reasons
    let isInfarct = !reasons.isEmpty
    let word = isInfarct ? StatementCode.infarctPattern.text : StatementCode.elevation.text
    let text = BilingualText(
      chinese: isInfarct ? "\(territory.text.chinese)ST段抬高，急性心肌梗死图形" : "\(territory.text.chinese)ST段抬高",
      english: "\(word.english), \(territory.text.english)")
    return ECGStatement(
      isInfarct ? .infarctPattern : .elevation, isInfarct ? .critical : .warning, score: isInfarct ? 0.8 : 0.5, evidence: evidence, leads: names,
      text: text)
  }

  /// After a deep S the ST rises by itself: elevation below a quarter of the S belongs to the voltage (Armstrong 2012).
  private static func isDiscordantByVoltage(_ lead: LeadMeasurements, _ j: Double) -> Bool {
    let s = -min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0)
    let r = lead.tallestRMicrovolts ?? 0
    return s > 1_800 && s > r && j < 0.25 * s
  }

  private static func infarctReasons(_ territory: Territory, raised: [String], _ ecg: MeasuredECG) -> [Fact] {
    var reasons: [Fact] = []
    let mirrored = territory.reciprocal.filter { (ecg.lead($0)?.jAmplitudeMicrovolts ?? 0) <= reciprocalMicrovolts }
    if !mirrored.isEmpty {
      let deepest = mirrored.compactMap { ecg.lead($0)?.jAmplitudeMicrovolts }.min() ?? 0
      reasons.append(
        Evidence.millimetres(
          "reciprocal ST", deepest, mirrored.map(LeadName.init(rawValue:)), "jAmplitudeMicrovolts", .below(reciprocalMicrovolts)))
    }
    if raised.contains("V3") || raised.contains("V2"), let smith = smith(ecg), smith >= smithLimit {
      reasons.append(Evidence.ratio("Smith", smith, "smithFormula", .above(smithLimit)))
    }
    let withQ = raised.filter { QWaveRules.isPathological(ecg.lead($0), name: $0) }
    if withQ.count >= 2 { reasons.append("Q \(withQ.joined(separator: ", "))") }
    return reasons
  }

  /// 0.052 × QTc Bazett (ms) − 0.151 × QRS of V2 (mm, peak to peak) − 0.268 × R in V4 (mm) + 1.062 × ST at J+60 in V3 (mm).
  static func smith(_ ecg: MeasuredECG) -> Double? {
    guard let st = ecg.lead("V3")?.j60AmplitudeMicrovolts, let r = ecg.lead("V4")?.tallestRMicrovolts, let qtc = ecg.global.qtcBazettMilliseconds,
      let v2 = ecg.lead("V2")
    else { return nil }
    let span = (v2.tallestRMicrovolts ?? 0) - min(v2.deepestSMicrovolts ?? 0, v2.qAmplitudeMicrovolts ?? 0)
    return 0.052 * qtc - 0.151 * span / 100 - 0.268 * r / 100 + 1.062 * st / 100
  }

  /// The longest run of neighbours that satisfy the condition.
  static func contiguous(_ leads: [String], where condition: (String) -> Bool) -> [String] {
    var best: [String] = []
    var run: [String] = []
    for lead in leads {
      run = condition(lead) ? run + [lead] : []
      if run.count > best.count { best = run }
    }
    return best
  }
}
