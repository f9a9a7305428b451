/// Rates that are told whatever the rhythm.
enum RateRules {
  static let criticalLowPerMinute = 35.0
  static let warningLowPerMinute = 45.0
  static let warningHighPerMinute = 130.0
  /// Supraventricular tachycardia and atrial fibrillation from this rate are critical (Shanxi list; children 230, Zhejiang list).
  static let criticalHighPerMinute = 180.0
  static let criticalHighChildPerMinute = 230.0

  static func criticalHigh(_ ecg: MeasuredECG) -> Double { ecg.isChild ? criticalHighChildPerMinute : criticalHighPerMinute }

  /// At least three beats: two tell an interval, not a rate.
  @Sendable static func extremeBradycardia(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let rate = ecg.rhythm.ratePerMinute, ecg.beats.count >= 3, rate < criticalLowPerMinute, ecg.rhythm.fibrillationSpans.isEmpty else {
      return []
    }
    return [ECGStatement(.bradycardia, .critical, score: 0.95, evidence: [Evidence.rate(rate, .below(criticalLowPerMinute))])]
  }

  static func grade(_ rate: Double) -> ECGGrade { rate < warningLowPerMinute || rate > warningHighPerMinute ? .warning : .ordinary }
}
