/// All rules in the order in which their statements are listed. A rule looks at the measured ECG and says nothing, one thing or several.
enum RuleBook {
  typealias Rule = @Sendable (MeasuredECG) -> [ECGStatement]

  static let rhythmRules: [Rule] = [
    LethalRhythmRules.fibrillation, LethalRhythmRules.asystole, LethalRhythmRules.pause, LethalRhythmRules.wideTachycardia,
    RateRules.extremeBradycardia, AtrialRules.fibrillation, AtrialRules.flutter, AtrialRules.supraventricularTachycardia, AtrialRules.sinus,
    EctopyRules.ventricular, EctopyRules.supraventricular, AVBlockRules.paced, AVBlockRules.complete, AVBlockRules.firstDegree,
  ]

  static let morphologyRules: [Rule] = [
    ConductionRules.bundleBranch, ConductionRules.fascicles, VoltageRules.hypertrophy, VoltageRules.lowVoltage, InfarctRules.elevation,
    EvolvingInfarctRules.evolving,
    EvolvingInfarctRules.sgarbossa, RepolarisationRules.depression, RepolarisationRules.inversion, QWaveRules.pathological, QTRules.interval,
    QTRules.hyperkalaemia,
  ]

  static func statements(_ ecg: MeasuredECG) -> [ECGStatement] {
    var result = rhythmRules.flatMap { $0(ecg) }
    let isLethal = result.contains { $0.code == StatementCode.ventricularFibrillation.rawValue }
    if ecg.allowsMorphology, !isLethal { result += morphologyRules.flatMap { $0(ecg) } }
    return result
  }
}

/// Numbers as people read them in evidence.
enum Evidence {
  static func seconds(_ label: String, _ value: Double) -> String { "\(label) \(tenths(value)) s" }
  static func rate(_ value: Double) -> String { "HR \(Int(value.rounded()))/min" }
  static func milliseconds(_ label: String, _ value: Double) -> String { "\(label) \(Int(value.rounded())) ms" }
  /// 100 µV are one millimetre at standard gain.
  static func millimetres(_ label: String, _ microvolts: Double, _ leads: [LeadName]) -> String {
    let sign = microvolts >= 0 ? "+" : "-"
    return "\(label) \(sign)\(tenths(abs(microvolts) / 100)) mm \(leads.map(\.rawValue).joined(separator: ", "))"
  }
  static func tenths(_ value: Double) -> String {
    let scaled = Int((value * 10).rounded())
    return "\(scaled / 10).\(abs(scaled % 10))"
  }
}
