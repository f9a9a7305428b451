/// The sagging ST of digitalis with a short QT (AHA/ACCF/HRS recommendations, part IV, 2009).
enum DigoxinRules {
  static let depressionMicrovolts = -50.0
  /// ST's lowest place lies this much under J and under the beginning of T's rise.
  static let sagMicrovolts = 30.0
  static let shortQTcMilliseconds = 400 + ConductionRules.readersWidthMilliseconds
  static let leads = ["I", "II", "aVF", "V4", "V5", "V6"]

  private static func sags(_ ecg: MeasuredECG, _ name: String) -> Bool {
    guard ecg.height(name) >= 500, ecg.t(name) > -100, let shape = ShapeOf(ecg, name), let peak = ecg.boundaries.tPeak,
      let bottom = shape.extremes(from: shape.j, to: peak)
    else { return false }
    let isInside = bottom.lowAt > shape.j + shape.samples(0.02) && bottom.lowAt < peak
    return isInside && bottom.low <= depressionMicrovolts && bottom.low <= shape.level(at: shape.j) - sagMicrovolts
  }

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isRepolarisationSecondary, ecg.heartRate < 110, let qtc = ecg.global.qtcFridericiaMilliseconds, qtc < shortQTcMilliseconds else {
      return []
    }
    let found = leads.filter { sags(ecg, $0) }
    guard found.count >= 3 else { return [] }
    let evidence = [
      Evidence.millimetres("ST", found.map { ecg.j60($0) }.min() ?? 0, found.leadNames, "j60AmplitudeMicrovolts", .below(depressionMicrovolts)),
      Evidence.milliseconds("QTcF", qtc, "qtcFridericiaMilliseconds", .below(shortQTcMilliseconds)),
    ]
    return [ECGStatement(.digoxin, .warning, score: 0.5, evidence: evidence, leads: found.leadNames)]
  }
}
