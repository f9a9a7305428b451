/// An infarct of unknown age by its Q waves, with its territory (Minnesota Code 1-1 and 1-2, `MinnesotaQ`).
///
/// Said are the items that at most 1 in 100 of PTB-XL's normal records meets: inferior 1-1 and 1-2, anterior 1-1, anterolateral 1-1 of two leads.
enum OldInfarctRules {
  private static let chestSeptal: Set<String> = ["V1", "V2", "V3", "V4"]

  private static func mayJudge(_ ecg: MeasuredECG) -> Bool {
    !ecg.isPaced && !ConductionRules.isLeftBundleBlock(ecg) && ecg.qrsMilliseconds < LeftBundleDelay.completeMilliseconds(ecg.patient)
  }

  @Sendable static func infarct(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard mayJudge(ecg) else { return [] }
    let q = MinnesotaQ(ecg)
    let inferior = q.items.filter { $0.site == .inferior && $0.grade <= 2 }
    let anterior = q.items.filter { $0.site == .anterior && $0.grade == 1 }
    let lateral = lateral(q)
    var result: [ECGStatement] = []
    if !anterior.isEmpty {
      let isSeptal = chestSeptal.isSuperset(of: anterior.flatMap(\.leads))
      let code: StatementCode = lateral.isEmpty ? (isSeptal ? .anteroseptalInfarct : .anteriorInfarct) : .anterolateralInfarct
      result.append(statement(code, anterior + lateral, ecg))
    }
    if !inferior.isEmpty {
      let isLateral = anterior.isEmpty && !lateral.isEmpty
      result.append(statement(isLateral ? .inferolateralInfarct : .inferiorInfarct, inferior + (isLateral ? lateral : []), ecg))
    }
    if anterior.isEmpty, inferior.isEmpty, !lateral.isEmpty { result.append(statement(.lateralInfarct, lateral, ecg)) }
    return result
  }

  /// A lateral Q of 30 ms is common in one lead alone.
  private static func lateral(_ q: MinnesotaQ) -> [MinnesotaQ.Item] {
    let items = q.items.filter { $0.site == .anterolateral }
    return items.contains { $0.grade == 1 } && Set(items.flatMap(\.leads)).count >= 2 ? items : []
  }

  private static func statement(_ code: StatementCode, _ items: [MinnesotaQ.Item], _ ecg: MeasuredECG) -> ECGStatement {
    let names = LeadName.standardTwelve.filter { name in items.contains { $0.leads.contains(name.rawValue) } }
    let deepest = names.compactMap { ecg.leads[$0]?.qAmplitudeMicrovolts }.min() ?? 0
    let longest = names.compactMap { ecg.leads[$0]?.qDurationMilliseconds }.max() ?? 0
    let codes = items.map(\.code).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let evidence = [
      Evidence.millimetres("Q", deepest, names, "qAmplitudeMicrovolts", .below(-MinnesotaQ.leastMicrovolts)),
      Evidence.milliseconds("Q", longest, "qDurationMilliseconds"), Fact(text: "Minnesota \(codes.joined(separator: ", "))"),
    ]
    return ECGStatement(code, .warning, score: items.contains { $0.grade == 1 } ? 0.8 : 0.6, evidence: evidence, leads: names)
  }

  /// What is looked for and not said: minor items, and what one lead alone shows.
  static func scores(_ ecg: MeasuredECG) -> [(StatementCode, Double)] {
    guard mayJudge(ecg) else { return [] }
    let q = MinnesotaQ(ecg)
    func score(_ site: MinnesotaQ.Site) -> Double { q.gravest(site).map { [0.45, 0.35, 0.25][$0.grade - 1] } ?? 0.05 }
    return [(.inferiorInfarct, score(.inferior)), (.anteroseptalInfarct, score(.anterior)), (.lateralInfarct, score(.anterolateral))]
  }
}
