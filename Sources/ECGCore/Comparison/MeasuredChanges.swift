/// What the numbers say together: over all leads one by one, in single leads only where neighbours agree.
struct MeasuredChanges {
  let limits: ComparisonLimits
  let numbers: [NumberChange]
  /// QRS has changed: what follows it is told but does not count.
  let isSecondary: Bool
  /// Empty where the averaged beats were not kept.
  var likeness: [LeadLikeness] = []

  func changes(_ earlier: ECGAnalysis, _ later: ECGAnalysis) -> [ECGChange] {
    overall()
      + [
        st(isRise: true), st(isRise: false), turned(isNegative: true), turned(isNegative: false), rWave(isLoss: true), rWave(isLoss: false),
        qWave(isNew: true), qWave(isNew: false),
      ]
      .compactMap { $0 }
  }

  /// Code, words for more and less, unit, and whether less of it is a matter of the rate alone.
  private struct Overall {
    var name: String
    var changeCode: String
    var chinese: (name: String, more: String, less: String)
    var english: (name: String, more: String, less: String)
    var severity: ECGStatement.Severity
  }

  private static let table = [
    Overall(
      name: "heartRatePerMinute", changeCode: "heart-rate", chinese: ("心率", "增快", "减慢"), english: ("heart rate", "faster", "slower"), severity: .minor
    ),
    Overall(
      name: "prIntervalMilliseconds", changeCode: "pr-interval", chinese: ("PR间期", "延长", "缩短"), english: ("PR", "longer", "shorter"), severity: .minor
    ),
    Overall(
      name: "qrsDurationMilliseconds", changeCode: "qrs-duration", chinese: ("QRS时限", "增宽", "变窄"), english: ("QRS", "wider", "narrower"),
      severity: .significant),
    Overall(
      name: "qtcFridericiaMilliseconds", changeCode: "qtc-interval", chinese: ("QTc", "延长", "缩短"), english: ("QTc", "longer", "shorter"),
      severity: .significant),
    Overall(
      name: "qrsAxisDegrees", changeCode: "qrs-axis", chinese: ("QRS电轴", "右移", "左移"), english: ("QRS axis", "further right", "further left"),
      severity: .minor),
  ]

  private func overall() -> [ECGChange] {
    numbers.filter { $0.lead == nil && $0.isBeyond }.compactMap { number in
      guard let row = Self.table.first(where: { $0.name == number.name }) else { return nil }
      let isMore = number.difference > 0
      let size = "\(Int(abs(number.difference).rounded()))" + (number.unit == "ms" ? " ms" : number.unit)
      let span = "\(Int(number.earlier.rounded())) → \(Int(number.later.rounded()))"
      let text = BilingualText(
        chinese: "\(row.chinese.name)\(isMore ? row.chinese.more : row.chinese.less) \(size)（\(span)）",
        english: "\(row.english.name) \(isMore ? row.english.more : row.english.less) by \(size) (\(span))")
      // An axis turns with the way of conduction.
      let follows = isSecondary && row.changeCode == "qrs-axis"
      return ECGChange(
        code: row.changeCode, kind: isMore ? .increased : .decreased, text: text, leads: [], severity: row.severity, grade: .ordinary,
        isSignificant: !follows, evidence: ["\(row.english.name) \(span)" + (number.unit == "ms" ? " ms" : number.unit)])
    }
  }

  private func number(_ name: String, _ lead: LeadName) -> NumberChange? { numbers.first { $0.name == name && $0.lead == lead } }

  /// Leads that are beyond their limit in one direction, with a neighbour that is too.
  private func leads(_ name: String, where condition: (NumberChange) -> Bool) -> [(lead: LeadName, number: NumberChange)] {
    let found = LeadNeighbours.supported { lead in number(name, lead).map { $0.isBeyond && condition($0) } ?? false }
    return found.compactMap { lead in number(name, lead).map { (lead, $0) } }
  }

  private func change(
    _ code: String, _ kind: ECGChange.Kind, _ found: [(lead: LeadName, number: NumberChange)], severity: ECGStatement.Severity = .significant,
    words: (_ leads: String, _ largest: NumberChange) -> BilingualText
  ) -> ECGChange? {
    guard let largest = found.max(by: { abs($0.number.difference) < abs($1.number.difference) })?.number else { return nil }
    let leads = found.map(\.lead)
    let evidence = found.map { "\($0.lead) \(Self.value($0.number.earlier, $0.number.unit)) → \(Self.value($0.number.later, $0.number.unit))" }
    return ECGChange(
      code: code, kind: kind, text: words(LeadNeighbours.words(leads), largest), leads: leads, severity: severity, grade: .ordinary,
      isSignificant: !isSecondary, evidence: evidence)
  }

  /// 100 µV are one millimetre at standard gain.
  private static func value(_ value: Double, _ unit: String) -> String {
    unit == "µV" ? "\(Evidence.tenths(value / 100)) mm" : "\(Int(value.rounded())) \(unit)"
  }

  private func st(isRise: Bool) -> ECGChange? {
    change("st-level", isRise ? .increased : .decreased, leads("j60AmplitudeMicrovolts") { ($0.difference > 0) == isRise }) { leads, largest in
      let size = Evidence.tenths(abs(largest.difference) / 100)
      return BilingualText(
        chinese: "\(leads)导联ST段较前\(isRise ? "上移" : "下移")（最多\(size) mm）",
        english: "ST \(isRise ? "higher" : "lower") in \(leads) (by up to \(size) mm)")
    }
  }

  private func turned(isNegative: Bool) -> ECGChange? {
    // T of V1 is negative or positive in health. Where ST and T are alike, another place was taken for the top.
    let found = leads("tAmplitudeMicrovolts") { number in
      let alike = likeness.first { $0.lead == number.lead }?.stTCorrelation ?? -1
      return number.lead?.rawValue != "V1" && (number.later < 0) == isNegative && alike < limits.qrsCorrelation
    }
    return change("t-polarity", .changed, found) { leads, _ in
      BilingualText(
        chinese: "\(leads)导联T波由\(isNegative ? "直立变为倒置" : "倒置变为直立")", english: "T \(isNegative ? "inverted" : "upright") now in \(leads)")
    }
  }

  private func rWave(isLoss: Bool) -> ECGChange? {
    let found = leads("rAmplitudeMicrovolts") { ($0.difference < 0) == isLoss }
    return change("r-wave", isLoss ? .decreased : .increased, found) { leads, _ in
      BilingualText(
        chinese: "\(leads)导联R波\(isLoss ? "降低一半以上" : "增高一倍以上")", english: "R \(isLoss ? "less than half" : "more than twice") as tall in \(leads)")
    }
  }

  private func qWave(isNew: Bool) -> ECGChange? {
    change("q-wave", isNew ? .increased : .decreased, leads("qDurationMilliseconds") { ($0.difference > 0) == isNew }) { leads, _ in
      BilingualText(chinese: "\(leads)导联Q波\(isNew ? "新出现或加宽" : "消失或变窄")", english: "Q \(isNew ? "new or broader" : "gone or narrower") in \(leads)")
    }
  }
}
