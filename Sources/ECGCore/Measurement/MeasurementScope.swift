/// How far measurements may be trusted, and what is withheld: numbers that describe no heart never come out as measured.
struct MeasurementScope: Sendable {
  private(set) var status = MeasurementStatus.measured
  /// Most important first; empty when everything was measured.
  private(set) var reasons: [BilingualText] = []
  /// Intervals over all leads need more than one.
  private let hasSeveralLeads: Bool

  /// Shorter recordings hold too few beats for an average and for a rate.
  static let minimumSeconds = 5.0

  init(_ ecg: MeasuredECG, settings: ECGSettings) {
    hasSeveralLeads = ecg.usableLeads.count >= 2
    if ecg.usableLeads.isEmpty || ecg.rhythm.isUnreadable(settings.quality) || !ecg.rhythm.fibrillationSpans.isEmpty && ecg.beats.count < 3 {
      deny("信号质量差，无法测量", "The signal is too poor to measure")
    } else if ecg.durationSeconds < Self.minimumSeconds {
      deny("记录不足5秒，不作测量", "The recording is shorter than 5 s: not measured")
    } else if ecg.beats.count < 3 {
      deny("心搏不足，不作测量", "Too few heart beats to measure")
    } else if ecg.boundaries.qrsOnset == nil || ecg.boundaries.qrsOffset == nil {
      limit("波形无法测量，仅有心率", "The waves could not be measured: rate only")
    }
    guard status != .notMeasured else { return }
    if !hasSeveralLeads { limit("仅一个可用导联，整体间期不作测量", "One readable lead: intervals over all leads are not measured") }
    if ecg.durationSeconds < settings.minimumGradedSeconds { limit("记录不足10秒", "The recording is shorter than 10 s") }
    if !ecg.areAmplitudesTrusted {
      limit(
        "肢体导联互不一致（I+III≠II），幅度和电轴不可信", "The limb leads contradict one another (I + III ≠ II): amplitudes and axes are doubtful")
    }
  }

  private mutating func deny(_ chinese: String, _ english: String) {
    status = .notMeasured
    reasons = [BilingualText(chinese: chinese, english: english)]
  }

  private mutating func limit(_ chinese: String, _ english: String) {
    status = .limited
    reasons.append(BilingualText(chinese: chinese, english: english))
  }

  /// What may be shown of the global measurements.
  func allowed(_ measured: GlobalMeasurements) -> GlobalMeasurements {
    guard status != .notMeasured else { return GlobalMeasurements() }
    guard !hasSeveralLeads else { return measured }
    var rates = measured
    rates.pDurationMilliseconds = nil
    rates.prIntervalMilliseconds = nil
    rates.qrsDurationMilliseconds = nil
    rates.qtIntervalMilliseconds = nil
    rates.qtcBazettMilliseconds = nil
    rates.qtcFridericiaMilliseconds = nil
    rates.qtcFraminghamMilliseconds = nil
    rates.qtcHodgesMilliseconds = nil
    return rates
  }
}
