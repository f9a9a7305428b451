/// Where ST is up and by how much: the limits of the Fourth Universal Definition of Myocardial Infarction (Thygesen 2018).
enum STElevation {
  struct Territory: Sendable {
    let name: BilingualText
    /// Contiguous leads, neighbours next to each other.
    let leads: [String]
    /// Leads in which the same injury shows upside down.
    let reciprocal: [String]
  }

  static let anterior = Territory(
    name: BilingualText(chinese: "前壁", english: "anterior"), leads: ["V1", "V2", "V3", "V4", "V5"], reciprocal: ["II", "III", "aVF"])
  static let inferior = Territory(
    name: BilingualText(chinese: "下壁", english: "inferior"), leads: ["II", "aVF", "III"], reciprocal: ["aVL", "I"])
  static let right = Territory(
    name: BilingualText(chinese: "右心室", english: "right ventricular"), leads: ["V6R", "V5R", "V4R", "V3R"], reciprocal: ["aVL", "I"])
  static let posterior = Territory(
    name: BilingualText(chinese: "正后壁", english: "posterior"), leads: ["V7", "V8", "V9"], reciprocal: ["V1", "V2", "V3"])

  static let territories = [
    anterior, inferior,
    Territory(name: BilingualText(chinese: "侧壁", english: "lateral"), leads: ["V5", "V6"], reciprocal: ["V1", "V2", "III"]),
    Territory(name: BilingualText(chinese: "高侧壁", english: "high lateral"), leads: ["I", "aVL"], reciprocal: ["III", "aVF", "II"]),
    right, posterior,
  ]

  /// How to judge where age or sex, on which limits hang, are not known.
  enum Doubt: Sendable {
    /// By the middle limit: something else must speak for an infarct too.
    case middle
    /// By the widest: the elevation alone is to be a finding.
    case widest
  }

  /// J-point limit. V2–V3: 250 µV in men under 40, 200 in older men, 150 in women. V7–V9 and V3R–V6R: 50 µV, in men under 40 (V7–V9) and
  /// under 30 (right chest) 100. Elsewhere 100.
  static func limitMicrovolts(_ lead: String, _ patient: PatientFacts, _ doubt: Doubt = .middle) -> Double {
    func mayBeMan(under age: Double) -> Bool {
      switch doubt {
      case .middle: patient.sex == .male && (patient.ageYears ?? age) < age
      case .widest: patient.sex != .female && (patient.ageYears ?? 0) < age
      }
    }
    if posterior.leads.contains(lead) { return mayBeMan(under: 40) ? 100 : 50 }
    if right.leads.contains(lead) { return mayBeMan(under: 30) ? 100 : 50 }
    guard lead == "V2" || lead == "V3" else { return 100 }
    return patient.sex == .female ? 150 : mayBeMan(under: 40) ? 250 : 200
  }

  /// The segment must stay up this share of the limit 60 ms after J: a high J with a falling ST is a J wave or a terminal R.
  static let laterShare = 0.7

  /// How far a lead is above its limit at J, or at J+60 if that is less; negative is below. `nil` where it was not measured or where the
  /// elevation belongs to a deep S.
  static func margin(_ ecg: MeasuredECG, _ name: String, _ doubt: Doubt = .middle) -> Double? {
    guard let lead = ecg.lead(name), let j = lead.jAmplitudeMicrovolts, let later = lead.j60AmplitudeMicrovolts, !isDiscordantByVoltage(ecg, name, j)
    else { return nil }
    let limit = limitMicrovolts(name, ecg.patient, doubt)
    return min(j - limit, later - laterShare * limit)
  }

  /// Neighbours of a territory that are above their limits; fewer than two prove nothing.
  static func raised(_ territory: Territory, _ ecg: MeasuredECG, _ doubt: Doubt = .middle) -> [String] {
    let run = contiguous(territory.leads) { (margin(ecg, $0, doubt) ?? -1) >= 0 }
    return run.count >= 2 ? run : []
  }

  /// The lower margin of the two neighbours in which ST is highest.
  static func marginOfTwo(_ leads: [String], _ ecg: MeasuredECG) -> Double? {
    zip(leads, leads.dropFirst()).compactMap { first, second in
      margin(ecg, first).flatMap { a in margin(ecg, second).map { min(a, $0) } }
    }.max()
  }

  /// ST can be judged: neither paced nor left bundle block nor another wide QRS whose end looks like a rising ST.
  static func isJudged(_ ecg: MeasuredECG) -> Bool {
    let widest = ConductionRules.isRightBundleBlock(ecg) ? widestRightBlockMilliseconds : widestMilliseconds
    return !ecg.isPaced && ecg.qrsMilliseconds < widest && !ConductionRules.isLeftBundleBlock(ecg)
  }

  /// Wider QRS complexes are ventricular or paced.
  static let widestMilliseconds = 160.0
  static let widestRightBlockMilliseconds = 200.0

  /// After a deep S the ST rises by itself: elevation below a quarter of the S belongs to the voltage (Armstrong 2012).
  private static func isDiscordantByVoltage(_ ecg: MeasuredECG, _ name: String, _ j: Double) -> Bool {
    let s = ecg.depth(name)
    return s > 1_800 && s > ecg.height(name) && j < 0.25 * s
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
