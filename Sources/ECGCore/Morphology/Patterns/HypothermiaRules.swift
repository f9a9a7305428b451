/// Osborn's waves of the cold heart: humps at the end of QRS in many leads, slow rate, long QT (Osborn, Am. J. Physiol. 175:389, 1953).
enum HypothermiaRules {
  static let waveMicrovolts = 100.0
  static let minimumLeads = 3
  static let slowPerMinute = 60.0
  /// A young vagal heart has notches and a slow rate too, but no long QT.
  static let longQTcMilliseconds = 460 + ConductionRules.readersWidthMilliseconds
  static let leads = ["II", "III", "aVF", "V3", "V4", "V5", "V6"]

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.heartRate < slowPerMinute, let qtc = ecg.global.qtcBazettMilliseconds, qtc >= longQTcMilliseconds,
      !ConductionRules.isLeftBundleBlock(ecg), !ConductionRules.isRightBundleBlock(ecg)
    else { return [] }
    let found = leads.compactMap { name in ShapeOf(ecg, name)?.endNotch.map { (name: name, height: $0) } }.filter { $0.height >= waveMicrovolts }
    guard found.count >= minimumLeads else { return [] }
    let names = found.map(\.name).leadNames
    let evidence = [
      Evidence.millimetres("J", found.map(\.height).max() ?? 0, names, "jWaveMicrovolts", .above(waveMicrovolts)),
      Evidence.rate(ecg.heartRate, .below(slowPerMinute)), Evidence.milliseconds("QTcB", qtc, "qtcBazettMilliseconds", .above(longQTcMilliseconds)),
    ]
    return [ECGStatement(.hypothermia, .warning, score: 0.5, evidence: evidence, leads: names)]
  }
}
