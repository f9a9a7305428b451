/// The right ventricle comes last: a second R of V1 or V2, or their only one late, and a wide S of I or V6 (AHA 2009).
///
/// What readers call complete block differs from incomplete in the size of that R more than in the width of the QRS: in PTB-XL, Challenge and LUDB
/// (development halves) the late R of V1 or V2 has 50 µV·s and more in eight of nine complete blocks, and less than 35 in all 34 incomplete ones,
/// eight of which are wider than 130 ms.
enum RightBundleDelay {
  /// A complete block is claimed up to one error of measurement below the limit.
  static let completeMilliseconds = ConductionRules.completeMilliseconds - 6
  /// Height times width of the late R.
  static let completeMicrovoltMilliseconds = 40_000.0
  /// From this width on the size of the late R is not asked for.
  static let certainMilliseconds = 150 + ConductionRules.readersWidthMilliseconds
  /// An only R that peaks after this is late.
  static let latePeakMilliseconds = 70.0
  static let wideSMilliseconds = 40.0
  /// The second R of an incomplete block, V1 and V2: smaller ones are found in health.
  static let secondRV1Microvolts = 150.0
  static let secondRV2Microvolts = 250.0
  static let secondRV1Milliseconds = 16.0
  static let secondRV2Milliseconds = 30.0

  struct LateR: Sendable {
    var lead: String
    var amplitudeMicrovolts: Double
    var durationMilliseconds: Double
    /// Whether it is at least as tall as the S is deep.
    var isDominant: Bool
    var size: Double { amplitudeMicrovolts * durationMilliseconds }
  }

  /// Of V1 and V2 that which has the larger late R; `nil` where neither has one of 0.1 mV.
  static func lateR(_ ecg: MeasuredECG) -> LateR? {
    ["V1", "V2"].compactMap { name -> LateR? in
      guard let lead = ecg.lead(name) else { return nil }
      let second = lead.rPrimeAmplitudeMicrovolts ?? 0
      let isOnlyLate = (lead.intrinsicoidDeflectionMilliseconds ?? 0) >= latePeakMilliseconds
      let amplitude = second > 0 ? second : isOnlyLate ? lead.rAmplitudeMicrovolts ?? 0 : 0
      let duration = (second > 0 ? lead.rPrimeDurationMilliseconds : lead.rDurationMilliseconds) ?? 0
      guard amplitude >= 100 else { return nil }
      let s = -min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0)
      return LateR(lead: name, amplitudeMicrovolts: amplitude, durationMilliseconds: duration, isDominant: amplitude >= s)
    }.max { ($0.isDominant ? 1 : 0, $0.size) < ($1.isDominant ? 1 : 0, $1.size) }
  }

  private static func hasWideS(_ ecg: MeasuredECG) -> Bool {
    ["I", "V6"].contains { name in
      guard let lead = ecg.lead(name), let s = lead.sAmplitudeMicrovolts, s < 0 else { return false }
      return (lead.sDurationMilliseconds ?? 0) >= wideSMilliseconds || -s > lead.tallestRMicrovolts ?? 0
    }
  }

  static func isComplete(_ ecg: MeasuredECG) -> Bool {
    guard ecg.qrsMilliseconds >= completeMilliseconds, let late = lateR(ecg), late.isDominant, hasWideS(ecg) else { return false }
    return late.size >= completeMicrovoltMilliseconds || ecg.qrsMilliseconds >= certainMilliseconds
  }

  static func isIncomplete(_ ecg: MeasuredECG) -> Bool {
    guard !isComplete(ecg), !ConductionRules.isLeftBundleBlock(ecg) else { return false }
    if ecg.qrsMilliseconds >= completeMilliseconds, let late = lateR(ecg), late.isDominant, hasWideS(ecg) { return true }
    return secondRSize(ecg) >= 1
  }

  /// How far the second R of V1 or V2 reaches its limit; 0 where it is too short.
  private static func secondRSize(_ ecg: MeasuredECG) -> Double {
    func share(_ name: String, _ microvolts: Double, _ milliseconds: Double) -> Double {
      guard let lead = ecg.lead(name), (lead.rPrimeDurationMilliseconds ?? 0) >= milliseconds else { return 0 }
      return (lead.rPrimeAmplitudeMicrovolts ?? 0) / microvolts
    }
    return max(share("V1", secondRV1Microvolts, secondRV1Milliseconds), share("V2", secondRV2Microvolts, secondRV2Milliseconds))
  }

  static func completeScore(_ ecg: MeasuredECG) -> Double {
    guard let late = lateR(ecg) else { return 0 }
    let qrs = ecg.qrsMilliseconds
    let size = max(
      RuleScores.above(late.size, completeMicrovoltMilliseconds, width: 6_000), RuleScores.above(qrs, certainMilliseconds, width: 5))
    return min(RuleScores.above(qrs, completeMilliseconds, width: 5), size, late.isDominant && hasWideS(ecg) ? 1 : 0.3)
  }

  static func incompleteScore(_ ecg: MeasuredECG) -> Double {
    min(RuleScores.above(secondRSize(ecg), 1, width: 0.2), 1 - completeScore(ecg), ConductionRules.isLeftBundleBlock(ecg) ? 0.1 : 1)
  }

  static func evidence(_ ecg: MeasuredECG) -> [Fact] {
    guard let late = lateR(ecg) else { return [] }
    return [Evidence.millimetres("late R", late.amplitudeMicrovolts, [LeadName(rawValue: late.lead)], "rPrimeAmplitudeMicrovolts")]
  }
}
