/// The left ventricle comes last: V1 and V2 negative, the lateral leads upright and without a septal Q, R of V5 or V6 late (AHA 2009).
enum LeftBundleDelay {
  /// Complete block is claimed from 140 ms in men and 130 ms in women (Strauss, Am. J. Cardiol. 107:927, 2011), by our wider boundaries.
  static func completeMilliseconds(_ patient: PatientFacts) -> Double {
    (patient.sex == .female ? 130 : 140) + ConductionRules.readersWidthMilliseconds
  }

  /// Peak of R in V6 of a complete block; of an incomplete one more than 60 ms in V5 or V6 (AHA 2009), of which our earlier onset takes 5.
  static let latePeakMilliseconds = 55.0
  static let incompletePeakMilliseconds = 60 + ConductionRules.readersWidthMilliseconds / 2
  /// A Q of I or V6 larger than this, and than this share of R, is the septum's own.
  static let septalQMicrovolts = 100.0
  static let septalQShare = 0.15
  /// No septal Q at all is asked of an incomplete block.
  static let leastQMicrovolts = 40.0

  /// QRS onset to the top of R.
  static func rPeakMilliseconds(_ ecg: MeasuredECG, _ name: String) -> Double? {
    guard let beat = ecg.average, let samples = beat.samples(of: name), let on = ecg.boundaries.qrsOnset, let off = ecg.boundaries.qrsOffset else {
      return nil
    }
    let range = ((beat.fiducial + on)..<(beat.fiducial + off)).clamped(to: 0..<samples.count)
    return range.max { samples[$0] < samples[$1] }.map { Double($0 - range.lowerBound) * 1000 / beat.rateHertz }
  }

  private static func isNegative(_ lead: LeadMeasurements?, times: Double) -> Bool {
    guard let lead else { return false }
    return -min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0) > times * (lead.tallestRMicrovolts ?? 0)
  }

  private static func isUpright(_ lead: LeadMeasurements?) -> Bool {
    guard let lead else { return false }
    let r = lead.tallestRMicrovolts ?? 0
    return r > -2 * min(lead.deepestSMicrovolts ?? 0, 0) && -(lead.qAmplitudeMicrovolts ?? 0) < max(septalQMicrovolts, septalQShare * r)
  }

  static func isPresent(_ ecg: MeasuredECG) -> Bool {
    isNegative(ecg.lead("V1"), times: 2) && isNegative(ecg.lead("V2"), times: 1) && isUpright(ecg.lead("I")) && isUpright(ecg.lead("V6"))
      && (rPeakMilliseconds(ecg, "V6") ?? 0) >= latePeakMilliseconds
  }

  static func isComplete(_ ecg: MeasuredECG) -> Bool { ecg.qrsMilliseconds >= completeMilliseconds(ecg.patient) && isPresent(ecg) }

  static func isIncomplete(_ ecg: MeasuredECG) -> Bool {
    let qrs = ecg.qrsMilliseconds
    guard qrs >= ConductionRules.incompleteMilliseconds, qrs < ConductionRules.delayMilliseconds, isPresent(ecg) else { return false }
    let hasQ = ["I", "V5", "V6"].contains { -(ecg.lead($0)?.qAmplitudeMicrovolts ?? 0) >= leastQMicrovolts }
    return !hasQ && latestPeak(ecg) >= incompletePeakMilliseconds
  }

  private static func latestPeak(_ ecg: MeasuredECG) -> Double { ["V5", "V6"].compactMap { rPeakMilliseconds(ecg, $0) }.max() ?? 0 }

  static func completeScore(_ ecg: MeasuredECG) -> Double {
    min(RuleScores.above(ecg.qrsMilliseconds, completeMilliseconds(ecg.patient), width: 6), isPresent(ecg) ? 1 : 0.2)
  }

  static func incompleteScore(_ ecg: MeasuredECG) -> Double {
    min(
      RuleScores.above(ecg.qrsMilliseconds, ConductionRules.incompleteMilliseconds, width: 5),
      RuleScores.above(latestPeak(ecg), incompletePeakMilliseconds, width: 4), isPresent(ecg) ? 1 : 0.2, 1 - completeScore(ecg))
  }

  static func evidence(_ ecg: MeasuredECG) -> [Fact] {
    [Evidence.milliseconds("R peak V5/V6", latestPeak(ecg), "intrinsicoidDeflectionMilliseconds", .above(incompletePeakMilliseconds))]
  }
}
