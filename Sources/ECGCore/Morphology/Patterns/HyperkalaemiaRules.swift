/// Tall, narrow, symmetrical T waves, and what a high potassium does next: P goes, QRS widens (Mattu, Am. J. Emerg. Med. 18:721, 2000; 2017 consensus on
/// critical ECG values).
enum HyperkalaemiaRules {
  /// T this tall and taller than R proves itself in two chest leads; half of that does where P is lost or QRS is wide.
  static let tallMicrovolts = 1_000.0
  static let supportedMicrovolts = 500.0
  static let halfWidthSeconds = 0.1
  /// Left half of T's width over its right half.
  static let symmetry = 0.6...1.6
  static let leads = ["V2", "V3", "V4", "V5"]

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.heartRate < 130 else { return [] }
    let isWide = ecg.qrsMilliseconds >= ConductionRules.completeMilliseconds
    let isSupported = isWide || !ecg.hasP
    let tented = leads.filter { isTented(ecg, $0, isSupported ? supportedMicrovolts : tallMicrovolts) }
    guard tented.count >= 2 else { return [] }
    let grade: ECGGrade = isWide && !ecg.hasP ? .critical : .warning
    let evidence: [Fact] = [
      Evidence.millimetres("T", tented.map { ecg.t($0) }.max() ?? 0, tented.leadNames, "tAmplitudeMicrovolts", .above(supportedMicrovolts)),
      Evidence.milliseconds("QRS", ecg.qrsMilliseconds, "qrsDurationMilliseconds"),
    ]
    return [ECGStatement(.hyperkalaemia, grade, score: 0.5, evidence: evidence, leads: tented.leadNames)]
  }

  private static func isTented(_ ecg: MeasuredECG, _ name: String, _ least: Double) -> Bool {
    let t = ecg.t(name)
    guard t >= least, t > ecg.height(name), let shape = ShapeOf(ecg, name), let range = shape.tRange,
      let top = shape.extremes(from: range.lowerBound, to: range.upperBound)
    else { return false }
    let one = shape.samples(0.002)
    var from = top.highAt
    var to = top.highAt
    while from > range.lowerBound, shape.level(at: from) > top.high / 2 { from -= max(1, one) }
    while to < range.upperBound, shape.level(at: to) > top.high / 2 { to += max(1, one) }
    let width = Double(to - from) / ecg.rateHertz
    guard to > top.highAt, width < halfWidthSeconds else { return false }
    return symmetry.contains(Double(top.highAt - from) / Double(to - top.highAt))
  }
}
