/// What bundle branch and fascicular blocks are told by (AHA/ACCF/HRS recommendations, part III, 2009), and which of them is said.
enum ConductionRules {
  /// Our boundaries are where readers of twelve leads set them (LUDB), about this much wider apart than those the limits were made with:
  /// the normal median is 112 ms with ours (147 of PTB-XL), 98 ms and less in the literature (Rijnbeek, J. Electrocardiol. 47:914, 2014).
  static let readersWidthMilliseconds = 10.0
  static let completeMilliseconds = 120 + readersWidthMilliseconds
  /// From here a QRS of left bundle shape makes ST, T and Q follow from it; slower left ventricles of hypertrophy reach 120 ms too.
  static let leftBundleMilliseconds = 130 + readersWidthMilliseconds
  static let incompleteMilliseconds = 110 + readersWidthMilliseconds
  /// A delay without a name: one error of measurement above the limit, which 5 % of PTB-XL's normal records reach and none of them passes by so much.
  static let delayMilliseconds = completeMilliseconds + 6

  /// Fast, without P and as wide as this, a right block's shape is a ventricular rhythm's as likely (Wellens, Am. J. Med. 64:27, 1978: > 140 ms).
  private static let fastPerMinute = 110.0
  private static let ventricularMilliseconds = 150 + readersWidthMilliseconds

  private static func mayBeVentricular(_ ecg: MeasuredECG) -> Bool {
    !ecg.hasP && ecg.heartRate > fastPerMinute && ecg.qrsMilliseconds >= ventricularMilliseconds
  }

  /// The shape from which repolarisation is secondary: complete block, or nearly so.
  static func isLeftBundleBlock(_ ecg: MeasuredECG) -> Bool {
    ecg.qrsMilliseconds >= leftBundleMilliseconds && LeftBundleDelay.isPresent(ecg)
  }

  static func isRightBundleBlock(_ ecg: MeasuredECG) -> Bool { RightBundleDelay.isComplete(ecg) && !isLeftBundleBlock(ecg) }

  @Sendable static func bundleBranch(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced else { return [] }
    let qrs = ecg.qrsMilliseconds
    func width(_ limit: Double) -> Fact { Evidence.milliseconds("QRS", qrs, "qrsDurationMilliseconds", .above(limit)) }
    if LeftBundleDelay.isComplete(ecg) {
      return [ECGStatement(.leftBundleBlock, .warning, score: 0.8, evidence: [width(LeftBundleDelay.completeMilliseconds(ecg.patient))])]
    }
    guard !mayBeVentricular(ecg) else { return [] }
    let late = RightBundleDelay.evidence(ecg)
    if RightBundleDelay.isComplete(ecg) {
      return [ECGStatement(.rightBundleBlock, .ordinary, score: 0.8, evidence: [width(RightBundleDelay.completeMilliseconds)] + late)]
    }
    if RightBundleDelay.isIncomplete(ecg) {
      return [
        ECGStatement(
          .incompleteRightBundleBlock, .ordinary, score: 0.6, evidence: [Evidence.milliseconds("QRS", qrs, "qrsDurationMilliseconds")] + late)
      ]
    }
    if qrs >= delayMilliseconds { return [ECGStatement(.conductionDelay, .ordinary, score: 0.6, evidence: [width(delayMilliseconds)])] }
    if LeftBundleDelay.isIncomplete(ecg) {
      return [
        ECGStatement(
          .incompleteLeftBundleBlock, .ordinary, score: 0.6, evidence: [width(incompleteMilliseconds)] + LeftBundleDelay.evidence(ecg))
      ]
    }
    return []
  }
}
