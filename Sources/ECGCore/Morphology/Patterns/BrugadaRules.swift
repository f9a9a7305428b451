/// Brugada patterns of V1 and V2 (consensus of Bayés de Luna, J. Electrocardiol. 45:433, 2012).
enum BrugadaRules {
  /// Height of the take-off at the end of QRS.
  static let takeOffMicrovolts = 200.0
  /// Type 1 falls slowly: no more than this in 40 ms, and half of it is left then; an R′ of a bundle branch block is gone.
  static let slowFallMicrovolts = 400.0
  static let leftShare = 0.5
  /// Type 1 ends in a negative T; type 2 has a saddle at least this high before an upright T.
  static let negativeTMicrovolts = -50.0
  static let saddleMicrovolts = 50.0
  /// Type 2: base of the triangle of r′ 0.5 mV under its top (Serra, J. Electrocardiol. 48:9, 2015: over 3.5 mm at 25 mm/s).
  static let baseSeconds = 0.14

  private struct TakeOff {
    let shape: ShapeOf
    let at: Int
    let height: Double
    func level(after seconds: Double) -> Double { shape.level(at: at + shape.samples(seconds)) }
    /// Corrado's index: the take-off over the level 80 ms later is above 1 where ST falls.
    var falls: Bool { height > level(after: 0.04) && level(after: 0.04) > level(after: 0.08) }
  }

  /// The top after the deepest place of QRS.
  private static func takeOff(_ ecg: MeasuredECG, _ name: String) -> TakeOff? {
    guard let shape = ShapeOf(ecg, name), let onset = ecg.boundaries.qrsOnset,
      let lowest = shape.extremes(from: onset, to: shape.j + shape.samples(0.02)),
      let top = shape.extremes(from: lowest.lowAt, to: shape.j + shape.samples(0.04)), top.high >= takeOffMicrovolts
    else { return nil }
    return TakeOff(shape: shape, at: top.highAt, height: top.high)
  }

  private static func isCoved(_ ecg: MeasuredECG, _ name: String) -> Bool {
    guard let top = takeOff(ecg, name), top.falls, ecg.t(name) <= negativeTMicrovolts else { return false }
    let later = top.level(after: 0.04)
    return top.height - later <= slowFallMicrovolts && later >= leftShare * top.height
  }

  private static func isSaddle(_ ecg: MeasuredECG, _ name: String) -> Bool {
    guard let top = takeOff(ecg, name), let peak = ecg.boundaries.tPeak, peak > top.at + top.shape.samples(0.06),
      let valley = top.shape.extremes(from: top.at, to: peak), ecg.t(name) >= valley.low + saddleMicrovolts
    else { return false }
    return valley.low >= saddleMicrovolts && valley.low < top.height - saddleMicrovolts && top.height > top.level(after: 0.08)
      && base(top) >= baseSeconds
  }

  /// Width of the triangle that both flanks of r′ make, drawn on to 0.5 mV under the top, seconds.
  private static func base(_ top: TakeOff) -> Double {
    let step = 0.012
    let before = (top.height - top.shape.level(at: top.at - top.shape.samples(step))) / step
    let after = (top.height - top.level(after: step)) / step
    guard before > 0, after > 0 else { return .infinity }
    return 500 / before + 500 / after
  }

  @Sendable static func pattern(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds < STElevation.widestMilliseconds, !ConductionRules.isRightBundleBlock(ecg),
      !ConductionRules.isLeftBundleBlock(ecg)
    else { return [] }
    for (code, grade, judge) in [(StatementCode.brugada1, ECGGrade.warning, isCoved), (.brugada2, .ordinary, isSaddle)] {
      let leads = ["V1", "V2"].filter { judge(ecg, $0) }
      guard !leads.isEmpty else { continue }
      let height = leads.compactMap { takeOff(ecg, $0)?.height }.max() ?? 0
      let evidence = [Evidence.millimetres("J", height, leads.leadNames, "takeOffMicrovolts", .above(takeOffMicrovolts))]
      return [ECGStatement(code, grade, score: 0.6, evidence: evidence, leads: leads.leadNames)]
    }
    return []
  }
}
