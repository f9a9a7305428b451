/// U waves taller than T over a low or falling ST: a low potassium (Surawicz, Circulation 36:981, 1967).
enum HypokalaemiaRules {
  static let uMicrovolts = 100.0
  /// U's top stands this much over both ends of its window: P of the next beat and the end of T do not.
  static let proudMicrovolts = 50.0
  static let reachSeconds = 0.24
  static let depressionMicrovolts = -50.0
  static let leads = ["V2", "V3", "V4", "V5", "II"]

  /// Height of a hump between T's end and the next P.
  static func uWave(_ ecg: MeasuredECG, _ name: String) -> Double? {
    guard let shape = ShapeOf(ecg, name), let end = ecg.boundaries.tOffset, let rr = ecg.global.rrMinimumMilliseconds else { return nil }
    let nextBeat = Int(rr / 1000 * (ecg.average?.rateHertz ?? ecg.rateHertz)) + (ecg.boundaries.pOnset ?? ecg.boundaries.qrsOnset ?? 0)
    let last = min(end + shape.samples(reachSeconds), nextBeat - shape.samples(0.02))
    guard last - end >= shape.samples(0.1), let found = shape.extremes(from: end, to: last) else { return nil }
    let edges = max(shape.level(at: end), shape.level(at: last))
    return found.high - edges >= proudMicrovolts ? found.high : nil
  }

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isRepolarisationSecondary, ecg.heartRate < 100, ecg.rhythm.irregularity < 0.12 else { return [] }
    let found = leads.compactMap { name in uWave(ecg, name).map { (name: name, u: $0) } }.filter { $0.u >= uMicrovolts && $0.u > ecg.t($0.name) }
    let low = ["II", "V3", "V4", "V5", "V6"].filter { ecg.j60($0) <= depressionMicrovolts || ecg.t($0) < 0.1 * ecg.height($0) }
    guard found.count >= 2, low.count >= 2 else { return [] }
    let names = found.map(\.name)
    let evidence = [
      Evidence.millimetres("U", found.map(\.u).max() ?? 0, names.leadNames, "uAmplitudeMicrovolts", .above(uMicrovolts)),
      Evidence.millimetres("T", names.map { ecg.t($0) }.max() ?? 0, names.leadNames, "tAmplitudeMicrovolts"),
    ]
    return [ECGStatement(.hypokalaemia, .warning, score: 0.5, evidence: evidence, leads: names.leadNames)]
  }
}
