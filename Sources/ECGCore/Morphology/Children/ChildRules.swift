/// What lies outside the normal limits of a child's age. A child's ECG stays ungraded: voltages, ST and T are not judged by age, and the reasons say so
/// (`Grader`).
enum ChildRules {
  /// Beyond the percentiles by the errors of measurement, so that a healthy child seldom is.
  static let rateSharePerMinute = 0.05
  static let prMilliseconds = 16.0
  static let qrsMilliseconds = ConductionRules.readersWidthMilliseconds + 6
  static let qtcMilliseconds = ConductionRules.readersWidthMilliseconds + 10
  static let axisDegrees = 15.0

  @Sendable static func limits(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let limits = ChildLimits.of(ecg.patient), ecg.beats.count >= 3 else { return [] }
    return rate(ecg, limits) + intervals(ecg, limits) + axis(ecg, limits)
  }

  /// Rates from the second to the 98th percentile and the error of measurement.
  static func rateLimits(_ limits: ChildLimits) -> ClosedRange<Double> {
    limits.heartRatePerMinute.lowerBound * (1 - rateSharePerMinute)...limits.heartRatePerMinute.upperBound * (1 + rateSharePerMinute)
  }

  private static func rate(_ ecg: MeasuredECG, _ limits: ChildLimits) -> [ECGStatement] {
    guard let rate = ecg.rhythm.ratePerMinute else { return [] }
    let (low, high) = (rateLimits(limits).lowerBound, rateLimits(limits).upperBound)
    guard rate < low || rate > high else { return [] }
    let text =
      rate < low
      ? BilingualText(chinese: "心率低于同龄正常范围", english: "Heart rate below the normal limits of this age")
      : BilingualText(chinese: "心率高于同龄正常范围", english: "Heart rate above the normal limits of this age")
    let evidence = [Evidence.rate(rate, rate < low ? .below(low) : .above(high))]
    return [ECGStatement(.childRate, .ordinary, score: 0.7, evidence: evidence, text: text)]
  }

  private static func intervals(_ ecg: MeasuredECG, _ limits: ChildLimits) -> [ECGStatement] {
    guard (ecg.average?.beatCount ?? 0) >= 3, ecg.usableLeads.count >= 2, !ecg.isPaced else { return [] }
    let global = ecg.global
    let rows: [(StatementCode, Double?, Double, String, String)] = [
      (.childPR, global.prIntervalMilliseconds, limits.prMilliseconds.upperBound + prMilliseconds, "PR", "prIntervalMilliseconds"),
      (.childQRS, global.qrsDurationMilliseconds, limits.qrsMilliseconds.upperBound + qrsMilliseconds, "QRS", "qrsDurationMilliseconds"),
      (.childQTc, global.qtcBazettMilliseconds, limits.qtcMilliseconds.upperBound + qtcMilliseconds, "QTcB", "qtcBazettMilliseconds"),
    ]
    return rows.compactMap { code, value, limit, label, name in
      guard let value, value > limit else { return nil }
      if code == .childQTc, ecg.rhythm.irregularity >= 0.12 { return nil }
      let evidence = [Evidence.milliseconds(label, value, name, .above(limit))]
      return ECGStatement(code, code == .childQTc ? QTRules.grade(value) : .ordinary, score: 0.7, evidence: evidence)
    }
  }

  private static func axis(_ ecg: MeasuredECG, _ limits: ChildLimits) -> [ECGStatement] {
    guard ecg.isStandardTwelvePresent, ecg.areAmplitudesTrusted, (ecg.average?.beatCount ?? 0) >= 3, !ecg.isPaced,
      let axis = ecg.global.qrsAxisDegrees
    else { return [] }
    let range = (limits.axisDegrees.lowerBound - axisDegrees)...(limits.axisDegrees.upperBound + axisDegrees)
    guard !range.contains(axis) else { return [] }
    return [ECGStatement(.childAxis, .ordinary, score: 0.6, evidence: [Evidence.degrees("QRS axis", axis, "qrsAxisDegrees")])]
  }
}
