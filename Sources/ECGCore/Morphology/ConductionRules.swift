/// Bundle branch and fascicular blocks (AHA/ACCF/HRS recommendations, part III, 2009).
enum ConductionRules {
  /// Our boundaries are where readers of twelve leads set them (LUDB), about this much wider apart than those the limits were made with:
  /// the normal median is 112 ms with ours (147 of PTB-XL), 98 ms and less in the literature (Rijnbeek, J. Electrocardiol. 47:914, 2014).
  static let readersWidthMilliseconds = 10.0
  static let completeMilliseconds = 120 + readersWidthMilliseconds
  /// Left bundle block is claimed from 130 ms: slower left ventricles of hypertrophy reach 120 ms too (Strauss 2011 asks 130 of women, 140 of men).
  static let leftBundleMilliseconds = 130 + readersWidthMilliseconds
  static let incompleteMilliseconds = 110 + readersWidthMilliseconds

  /// R of V6 peaks late in left bundle block.
  static let lateRPeakMilliseconds = 55.0

  /// QRS onset to the top of R.
  static func rPeakMilliseconds(_ ecg: MeasuredECG, _ name: String) -> Double? {
    guard let beat = ecg.average, let samples = beat.samples(of: name), let on = ecg.boundaries.qrsOnset, let off = ecg.boundaries.qrsOffset else {
      return nil
    }
    let range = ((beat.fiducial + on)..<(beat.fiducial + off)).clamped(to: 0..<samples.count)
    return range.max { samples[$0] < samples[$1] }.map { Double($0 - range.lowerBound) * 1000 / beat.rateHertz }
  }

  static func isLeftBundleBlock(_ ecg: MeasuredECG) -> Bool {
    ecg.qrsMilliseconds >= leftBundleMilliseconds && hasLeftDelay(ecg)
  }

  private static func hasLeftDelay(_ ecg: MeasuredECG) -> Bool {
    guard let v1 = ecg.lead("V1"), let v6 = ecg.lead("V6"), let i = ecg.lead("I") else { return false }
    let v1Negative = -min(v1.deepestSMicrovolts ?? 0, v1.qAmplitudeMicrovolts ?? 0) > 2 * (v1.tallestRMicrovolts ?? 0)
    let lateralUpright = [i, v6].allSatisfy {
      ($0.tallestRMicrovolts ?? 0) > -2 * min($0.deepestSMicrovolts ?? 0, 0) && ($0.qAmplitudeMicrovolts ?? 0) > -100
    }
    return v1Negative && lateralUpright && (rPeakMilliseconds(ecg, "V6") ?? 0) >= lateRPeakMilliseconds
  }

  static func isRightBundleBlock(_ ecg: MeasuredECG) -> Bool { ecg.qrsMilliseconds >= completeMilliseconds && hasLateRight(ecg) }

  /// A second R of V1 or V2, or their only one, peaks after this.
  static let lateRightPeakMilliseconds = 70.0
  static let wideSMilliseconds = 40.0

  /// The right ventricle comes last (AHA 2009): a late R at least as tall as the S is deep in V1 or V2, and S in I or V6 of 40 ms or deeper than R.
  private static func hasLateRight(_ ecg: MeasuredECG) -> Bool {
    let isLate = ["V1", "V2"].contains { name in
      guard let lead = ecg.lead(name) else { return false }
      let second = lead.rPrimeAmplitudeMicrovolts ?? 0
      let only = (lead.intrinsicoidDeflectionMilliseconds ?? 0) >= lateRightPeakMilliseconds ? lead.rAmplitudeMicrovolts ?? 0 : 0
      let late = second > 0 ? second : only
      return late >= 100 && late >= -min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0)
    }
    return isLate
      && ["I", "V6"].contains { name in
        guard let lead = ecg.lead(name), let s = lead.sAmplitudeMicrovolts, s < 0 else { return false }
        return (lead.sDurationMilliseconds ?? 0) >= wideSMilliseconds || -s > lead.tallestRMicrovolts ?? 0
      }
  }

  /// 1 where the end of QRS points right, as complete or as incomplete block asks; else 0.2.
  static func rightDelayScore(_ ecg: MeasuredECG) -> Double { hasLateRight(ecg) || hasRightDelay(ecg) ? 1 : 0.2 }

  /// 1 where V1 is negative and the lateral leads are upright with a late R; else 0.2.
  static func leftDelayScore(_ ecg: MeasuredECG) -> Double { hasLeftDelay(ecg) ? 1 : 0.2 }

  /// The end of QRS is positive in V1 and negative in I and V6.
  private static func hasRightDelay(_ ecg: MeasuredECG) -> Bool {
    guard let v1 = terminalArea(ecg, "V1"), let v6 = terminalArea(ecg, "V6"), let i = terminalArea(ecg, "I") else { return false }
    return v1 > 50 && v6 < 0 && i < 0
  }

  /// Mean of the last 40 ms of the QRS, microvolts.
  private static func terminalArea(_ ecg: MeasuredECG, _ name: String) -> Double? {
    guard let beat = ecg.average, let samples = beat.samples(of: name), let on = ecg.boundaries.qrsOnset, let off = ecg.boundaries.qrsOffset else {
      return nil
    }
    let width = Int(0.04 * beat.rateHertz)
    let range = ((beat.fiducial + off - width)..<(beat.fiducial + off)).clamped(to: 0..<samples.count)
    let rest = ((beat.fiducial + on - 6)..<(beat.fiducial + on)).clamped(to: 0..<samples.count)
    guard !range.isEmpty, !rest.isEmpty else { return nil }
    return Double(samples[range].reduce(0, +) / Float(range.count) - samples[rest].reduce(0, +) / Float(rest.count))
  }

  @Sendable static func bundleBranch(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds >= incompleteMilliseconds else { return [] }
    func evidence(_ limit: Double) -> [Fact] {
      [Evidence.milliseconds("QRS", ecg.qrsMilliseconds, "qrsDurationMilliseconds", .above(limit))]
    }
    if isLeftBundleBlock(ecg) { return [ECGStatement(.leftBundleBlock, .warning, score: 0.8, evidence: evidence(leftBundleMilliseconds))] }
    if isRightBundleBlock(ecg) { return [ECGStatement(.rightBundleBlock, .ordinary, score: 0.8, evidence: evidence(completeMilliseconds))] }
    if hasRightDelay(ecg) { return [ECGStatement(.incompleteRightBundleBlock, .ordinary, score: 0.6, evidence: evidence(incompleteMilliseconds))] }
    if ecg.qrsMilliseconds >= completeMilliseconds {
      return [ECGStatement(.conductionDelay, .ordinary, score: 0.6, evidence: evidence(completeMilliseconds))]
    }
    return []
  }

  @Sendable static func fascicles(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, ecg.qrsMilliseconds < completeMilliseconds || isRightBundleBlock(ecg), let axis = ecg.global.qrsAxisDegrees,
      let aVL = ecg.lead("aVL"), let aVF = ecg.lead("aVF"), let iii = ecg.lead("III")
    else { return [] }
    let evidence = [Evidence.degrees("QRS axis", axis, "qrsAxisDegrees")]
    let rInferior =
      (iii.tallestRMicrovolts ?? 0) < -(iii.deepestSMicrovolts ?? 0) && (aVF.tallestRMicrovolts ?? 0) < -(aVF.deepestSMicrovolts ?? 0)
    if axis <= -45, axis >= -90, (aVL.tallestRMicrovolts ?? 0) > -(aVL.deepestSMicrovolts ?? 0), rInferior {
      return [ECGStatement(.leftAnteriorFascicularBlock, .ordinary, score: 0.7, evidence: evidence)]
    }
    let qInferior = (iii.qAmplitudeMicrovolts ?? 0) < -20 && (aVF.qAmplitudeMicrovolts ?? 0) < -20
    if axis >= 100, axis <= 180, -(aVL.deepestSMicrovolts ?? 0) > (aVL.tallestRMicrovolts ?? 0), qInferior {
      return [ECGStatement(.leftPosteriorFascicularBlock, .ordinary, score: 0.5, evidence: evidence)]
    }
    return []
  }
}
