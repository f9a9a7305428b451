/// Left atrial enlargement: a long P with a large negative end in V1 (Morris 1964; AHA/ACCF/HRS recommendations, part V, 2009).
///
/// By our boundaries P of PTB-XL's normal records lasts 128 ms in the median and 155 at the 97.5th percentile, and a sixth of them pass Morris's
/// limit of 4 µV·s: either limit alone is no finding.
enum LeftAtriumRules {
  /// A long P with Morris's force, or a less long one with half as much more.
  static let limits = [(durationMilliseconds: 140.0, forceMicrovoltSeconds: 4.0), (durationMilliseconds: 130.0, forceMicrovoltSeconds: 6.0)]

  private static func mayJudge(_ ecg: MeasuredECG) -> Bool {
    ecg.hasP && !ecg.isPaced && !AtrialRules.isFibrillation(ecg) && !AtrialRules.isFlutter(ecg)
  }

  @Sendable static func leftAtrium(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard mayJudge(ecg), let duration = ecg.global.pDurationMilliseconds, let end = TerminalP(ecg), end.isBiphasic,
      let limit = limits.first(where: { duration >= $0.durationMilliseconds && end.forceMicrovoltSeconds >= $0.forceMicrovoltSeconds })
    else { return [] }
    let force = end.forceMicrovoltSeconds
    let evidence = [
      Evidence.milliseconds("P", duration, "pDurationMilliseconds", .above(limit.durationMilliseconds)),
      Fact(
        text: "P terminal force V1 -\(Evidence.tenths(force)) µV·s",
        value: EvidenceValue(
          name: "pTerminalForceMicrovoltSeconds", value: force, unit: "µV·s", limit: limit.forceMicrovoltSeconds, side: .above,
          leads: [LeadName(rawValue: "V1")])),
    ]
    return [ECGStatement(.leftAtrialEnlargement, .ordinary, score: 0.6, evidence: evidence, leads: [LeadName(rawValue: "V1")])]
  }

  /// Nearness of the farther of both numbers to its limit.
  static func score(_ ecg: MeasuredECG) -> Double {
    guard mayJudge(ecg), let end = TerminalP(ecg) else { return 0 }
    let nearest = limits.map { limit in
      min(
        RuleScores.above(ecg.global.pDurationMilliseconds, limit.durationMilliseconds, width: 8),
        RuleScores.above(end.forceMicrovoltSeconds, limit.forceMicrovoltSeconds, width: 1.5))
    }.max()
    return min(nearest ?? 0, end.isBiphasic ? 1 : 0.4)
  }
}
