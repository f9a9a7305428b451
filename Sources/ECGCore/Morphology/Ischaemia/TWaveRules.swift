/// T waves that are low where R is tall, and ischaemia by the leads in which ST is down and T turned over.
enum TWaveRules {
  /// Leads whose T follows R.
  static let leads = ["I", "II", "V4", "V5", "V6"]
  static let minimumRMicrovolts = 500.0
  /// T over R: below a tenth T is low, below a twentieth flat (AHA/ACCF/HRS recommendations, part IV, 2009).
  static let lowShare = 0.1
  static let flatShare = 0.05
  /// Deeper is inverted, and said so.
  static let invertedMicrovolts = -100.0

  private static func below(_ ecg: MeasuredECG, _ share: Double) -> [String] {
    leads.filter { name in
      let r = ecg.height(name)
      let t = ecg.t(name)
      return r >= minimumRMicrovolts && t > invertedMicrovolts && t < share * r
    }
  }

  /// Four low ones, or two flat ones; fewer are found in health.
  @Sendable static func low(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isRepolarisationSecondary else { return [] }
    let low = below(ecg, lowShare)
    let flat = below(ecg, flatShare)
    guard low.count >= 4 || flat.count >= 2 else { return [] }
    let named = low.count >= 4 ? low : flat
    let share = named.map { ecg.t($0) / ecg.height($0) }.max() ?? 0
    let limit = low.count >= 4 ? lowShare : flatShare
    let evidence = [Evidence.percent("T/R \(named.joined(separator: ", "))", share, "tOverRPercent", .init(value: 100 * limit, side: .below))]
    return [ECGStatement(.lowT, .ordinary, score: 0.6, evidence: evidence, leads: named.leadNames)]
  }

  static func lowScore(_ ecg: MeasuredECG) -> Double {
    let shares = leads.filter { ecg.height($0) >= minimumRMicrovolts && ecg.t($0) > invertedMicrovolts }.map { ecg.t($0) / ecg.height($0) }.sorted()
    guard !ecg.isRepolarisationSecondary, !shares.isEmpty else { return 0 }
    let fourth = shares.count >= 4 ? RuleScores.below(shares[3], lowShare, width: 0.02) : 0
    let second = shares.count >= 2 ? RuleScores.below(shares[1], flatShare, width: 0.02) : 0
    return max(fourth, second)
  }

  static let regions: [(code: StatementCode, leads: [String])] = [
    (.anterolateralIschaemia, ["V3", "V4", "V5", "V6", "I", "aVL"]), (.inferiorIschaemia, ["II", "aVF", "III"]),
    (.anteroseptalIschaemia, ["V1", "V2", "V3"]),
  ]

  /// ST half a millimetre down with T a millimetre down in two leads of a region; with a thick ventricle's voltage it may be strain and no region is named.
  @Sendable static func ischaemia(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isRepolarisationSecondary else { return [] }
    func found(_ leads: [String]) -> [String] {
      leads.filter { ecg.j60($0) <= RepolarisationRules.depressionMicrovolts && ecg.t($0) <= RepolarisationRules.inversionMicrovolts }
    }
    func statement(_ code: StatementCode, _ leads: [String]) -> ECGStatement {
      let evidence = [
        Evidence.millimetres(
          "ST", leads.map { ecg.j60($0) }.min() ?? 0, leads.leadNames, "j60AmplitudeMicrovolts", .below(RepolarisationRules.depressionMicrovolts)),
        Evidence.millimetres(
          "T", leads.map { ecg.t($0) }.min() ?? 0, leads.leadNames, "tAmplitudeMicrovolts", .below(RepolarisationRules.inversionMicrovolts)),
      ]
      return ECGStatement(code, .warning, score: 0.6, evidence: evidence, leads: leads.leadNames)
    }
    if VoltageRules.isHypertrophic(ecg) {
      let anywhere = found(["I", "II", "aVL", "aVF", "V2", "V3", "V4", "V5", "V6"])
      return anywhere.count >= 2 ? [statement(.ischaemia, anywhere)] : []
    }
    return regions.compactMap { region in
      let leads = found(region.leads)
      return leads.count >= 2 ? statement(region.code, leads) : nil
    }
  }
}
