/// Right bundle branch block with a block of one of the left fascicles (AHA/ACCF/HRS recommendations, part III, 2009).
enum BifascicularRules {
  @Sendable static func bifascicular(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ConductionRules.isRightBundleBlock(ecg), let fascicle = ConductionRules.fascicles(ecg).first else { return [] }
    let evidence = [Evidence.milliseconds("QRS", ecg.qrsMilliseconds, "qrsDurationMilliseconds"), Fact(text: fascicle.code)]
    return [ECGStatement(.bifascicularBlock, .ordinary, score: fascicle.score, evidence: evidence)]
  }
}
