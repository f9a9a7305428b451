/// Blocks of the fascicles of the left bundle, alone and with a right bundle branch block (AHA/ACCF/HRS recommendations, part III, 2009).
enum FascicleRules {
  /// AHA asks −45°; readers call it from −30° on. Between them the two sets' readers and the rule agree best here.
  static let leftAxisDegrees = -36.0
  static let rightAxisDegrees = 100.0

  @Sendable static func fascicles(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, isNarrowOrRight(ecg), let axis = ecg.global.qrsAxisDegrees, let aVL = ecg.lead("aVL"), let aVF = ecg.lead("aVF"),
      let iii = ecg.lead("III")
    else { return [] }
    let evidence = [Evidence.degrees("QRS axis", axis, "qrsAxisDegrees")]
    if axis <= leftAxisDegrees, axis >= mostLeftDegrees(ecg), isUpright(aVL), isDown(iii), isDown(aVF) {
      return [ECGStatement(.leftAnteriorFascicularBlock, .ordinary, score: 0.7, evidence: evidence)]
    }
    let qInferior = (iii.qAmplitudeMicrovolts ?? 0) < -20 && (aVF.qAmplitudeMicrovolts ?? 0) < -20
    if axis >= rightAxisDegrees, axis <= 180, !isUpright(aVL), qInferior {
      return [ECGStatement(.leftPosteriorFascicularBlock, .ordinary, score: 0.5, evidence: evidence)]
    }
    return []
  }

  /// A fascicular block alone widens the QRS by 20 ms at most.
  private static func isNarrowOrRight(_ ecg: MeasuredECG) -> Bool {
    ecg.qrsMilliseconds < ConductionRules.leftBundleMilliseconds && !LeftBundleDelay.isPresent(ecg) || ConductionRules.isRightBundleBlock(ecg)
  }

  /// The end of a right bundle branch block turns the axis of the whole further.
  private static func mostLeftDegrees(_ ecg: MeasuredECG) -> Double { ConductionRules.isRightBundleBlock(ecg) ? -150 : -90 }

  private static func isUpright(_ lead: LeadMeasurements) -> Bool { (lead.tallestRMicrovolts ?? 0) > -(lead.deepestSMicrovolts ?? 0) }

  /// An rS, as the block makes it; Q and QS are an infarct's.
  private static func isDown(_ lead: LeadMeasurements) -> Bool { (lead.tallestRMicrovolts ?? 0) < -(lead.deepestSMicrovolts ?? 0) }

  /// Nearness of the axis to its limit where the leads have the shape; less elsewhere.
  static func anteriorScore(_ ecg: MeasuredECG) -> Double {
    guard let axis = ecg.global.qrsAxisDegrees, axis > -150, let aVL = ecg.lead("aVL"), let iii = ecg.lead("III") else { return 0 }
    return min(RuleScores.below(axis, leftAxisDegrees, width: 4), isUpright(aVL) && isDown(iii) ? 1 : 0.3)
  }

  @Sendable static func bifascicular(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ConductionRules.isRightBundleBlock(ecg), let fascicle = fascicles(ecg).first else { return [] }
    let evidence = [Evidence.milliseconds("QRS", ecg.qrsMilliseconds, "qrsDurationMilliseconds"), Fact(text: fascicle.code)]
    return [ECGStatement(.bifascicularBlock, .ordinary, score: fascicle.score, evidence: evidence)]
  }
}
