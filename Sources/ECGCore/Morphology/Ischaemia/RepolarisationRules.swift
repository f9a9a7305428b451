/// ST depression and T inversion in two contiguous leads (Fourth Universal Definition 2018).
enum RepolarisationRules {
  static let depressionMicrovolts = -50.0
  static let inversionMicrovolts = -100.0
  /// Groups within which leads neighbour one another; aVR and V1 are left out, their T is negative in health.
  static let groups = [["aVL", "I", "II", "aVF", "III"], ["V2", "V3", "V4", "V5", "V6"]]

  @Sendable static func depression(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isRepolarisationSecondary else { return [] }
    let leads = groups.flatMap { group in
      let run = STElevation.contiguous(group) { name in
        guard let lead = ecg.lead(name), let j = lead.jAmplitudeMicrovolts, let later = lead.j60AmplitudeMicrovolts else { return false }
        // Horizontal or falling: a J that is low with a rising ST is no ischaemia.
        return j <= depressionMicrovolts && later <= depressionMicrovolts
      }
      return run.count >= 2 ? run : []
    }
    guard !leads.isEmpty else { return [] }
    let names = leads.map(LeadName.init(rawValue:))
    let deepest = leads.compactMap { ecg.lead($0)?.j60AmplitudeMicrovolts }.min() ?? 0
    let slope = median(leads.map { ecg.j60($0) - ecg.j($0) })
    let text = BilingualText(
      chinese: "ST段\(slope <= -kindMicrovolts ? "下斜型" : slope >= kindMicrovolts ? "上斜型" : "水平型")压低",
      english: "\(slope <= -kindMicrovolts ? "Falling" : slope >= kindMicrovolts ? "Rising" : "Horizontal") ST depression")
    return [
      ECGStatement(
        .depression, .warning, score: 0.7,
        evidence: [Evidence.millimetres("ST", deepest, names, "j60AmplitudeMicrovolts", .below(depressionMicrovolts))], leads: names, text: text)
    ]
  }

  /// ST that changes less than this from J to J+60 is horizontal.
  static let kindMicrovolts = 30.0

  /// The least deep of the two neighbours in which ST is deepest, J and J+60 both counted; microvolts.
  static func depressionOfTwo(_ ecg: MeasuredECG) -> Double? {
    deepestOfTwo { name in ecg.lead(name).flatMap { lead in lead.jAmplitudeMicrovolts.map { max($0, lead.j60AmplitudeMicrovolts ?? $0) } } }
  }

  /// The same of T.
  static func inversionOfTwo(_ ecg: MeasuredECG) -> Double? { deepestOfTwo { ecg.lead($0)?.tAmplitudeMicrovolts } }

  private static func deepestOfTwo(_ value: (String) -> Double?) -> Double? {
    groups.flatMap { group in
      zip(group, group.dropFirst()).compactMap { first, second in
        value(first).flatMap { a in value(second).map { max(a, $0) } }
      }
    }.min()
  }

  /// T at least 1 mm negative in leads with a prominent R (R > S).
  @Sendable static func inversion(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isRepolarisationSecondary else { return [] }
    let leads = groups.flatMap { group in
      let run = STElevation.contiguous(group) { name in
        guard let lead = ecg.lead(name), let t = lead.tAmplitudeMicrovolts else { return false }
        let isProminent = (lead.tallestRMicrovolts ?? 0) > -(lead.deepestSMicrovolts ?? 0)
        return t <= inversionMicrovolts && (isProminent || name == "V2" || name == "V3" || name == "V4")
      }
      return run.count >= 2 ? run : []
    }
    guard !leads.isEmpty else { return [] }
    let names = leads.map(LeadName.init(rawValue:))
    let deepest = leads.compactMap { ecg.lead($0)?.tAmplitudeMicrovolts }.min() ?? 0
    return [
      ECGStatement(
        .inversion, .warning, score: 0.7, evidence: [Evidence.millimetres("T", deepest, names, "tAmplitudeMicrovolts", .below(inversionMicrovolts))],
        leads: names)
    ]
  }
}
