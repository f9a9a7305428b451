/// Rhythms that begin below the sinus node (AHA/ACCF/HRS 2009 part II; names by rate as there).
enum JunctionalRules {
  /// Escape from 35, accelerated from 60, tachycardia above 100 to 130/min.
  static let ratesPerMinute = 35.0...130
  static let largestIrregularity = 0.06
  /// Any wave in the 240 ms before QRS of the average beat stays below this: no P wave, and a quiet line to say so.
  static let largestWaveMicrovolts: Float = 12
  static let windowMilliseconds = 240.0
  /// A retrograde P wave goes before QRS by less.
  static let longestRetrogradePRMilliseconds = 120.0
  /// P of atria excited from below: negative by this in II and aVF.
  static let invertedMicrovolts = -40.0

  /// Regular, narrow, and nothing before QRS or a P wave from below just before it.
  @Sendable static func junctional(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let rate = ecg.rhythm.ratePerMinute, ratesPerMinute.contains(rate), ecg.beats.count >= 5, !ecg.isPaced, ecg.rhythm.pacing == nil,
      ecg.rhythm.fibrillationSpans.isEmpty, !AtrialRules.isFlutter(ecg), ecg.rhythm.irregularity < largestIrregularity, ecg.qrsMilliseconds > 0,
      ecg.qrsMilliseconds < LethalRhythmRules.wideQRSMilliseconds, ecg.isStandardTwelveUsable
    else { return [] }
    let isRetrograde = ecg.hasP && isInverted(ecg) && (ecg.global.prIntervalMilliseconds ?? 200) < longestRetrogradePRMilliseconds
    guard isRetrograde || hasNoWave(ecg) else { return [] }
    var evidence = [
      Evidence.rate(rate), Evidence.percent("nRMSSD", ecg.rhythm.irregularity, "irregularityPercent", .below(largestIrregularity * 100)),
    ]
    if isRetrograde, let pr = ecg.global.prIntervalMilliseconds {
      evidence.append(Evidence.milliseconds("PR", pr, "prIntervalMilliseconds", .below(longestRetrogradePRMilliseconds)))
    } else {
      evidence.append("no P")
    }
    return [ECGStatement(.junctionalRhythm, RateRules.grade(rate), score: 0.6, evidence: evidence, text: words(rate))]
  }

  private static func words(_ rate: Double) -> BilingualText {
    if rate > 100 { return BilingualText(chinese: "提示交界性心动过速", english: "Possible junctional tachycardia") }
    if rate >= 60 { return BilingualText(chinese: "提示加速性交界性心律", english: "Possible accelerated junctional rhythm") }
    return BilingualText(chinese: "提示交界性逸搏心律", english: "Possible junctional escape rhythm")
  }

  private static func hasNoWave(_ ecg: MeasuredECG) -> Bool {
    guard !ecg.hasP, ecg.rhythm.pConsistency != nil else { return false }
    return [ecg.rhythm.uprightWave, ecg.rhythm.invertedWave].compactMap { $0 }.allSatisfy { wave in
      wave.prMilliseconds > windowMilliseconds || wave.sizeMicrovolts < largestWaveMicrovolts
    }
  }

  private static func isInverted(_ ecg: MeasuredECG) -> Bool {
    ["II", "aVF"].allSatisfy { (ecg.lead($0)?.pAmplitudeMicrovolts ?? 0) <= invertedMicrovolts }
      && (ecg.lead("aVR")?.pAmplitudeMicrovolts ?? 0) > 0 && isQRSUpright(ecg)
  }

  /// Otherwise the leg and the right arm may be exchanged, and P is inverted for that reason.
  private static func isQRSUpright(_ ecg: MeasuredECG) -> Bool {
    guard let lead = ecg.lead("II") else { return false }
    return (lead.tallestRMicrovolts ?? 0) > -min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0)
  }

  /// P waves that agree but come from below, with PR of 120 ms and more. One that lies on the falling T (`EarlyPWave`) has no sign to trust.
  @Sendable static func ectopicAtrial(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let rate = ecg.rhythm.ratePerMinute, rate <= AtrialRules.fastPerMinute, ecg.hasP, !ecg.rhythm.isPEarly, !ecg.isPaced,
      !AtrialRules.isFibrillation(ecg),
      !AtrialRules.isFlutter(ecg), ecg.isStandardTwelveUsable, isInverted(ecg), let pr = ecg.global.prIntervalMilliseconds,
      pr >= longestRetrogradePRMilliseconds, (ecg.rhythm.pConsistency ?? 0) >= AtrialRules.sinusConsistency
    else { return [] }
    let names = ["II", "aVF"].map(LeadName.init(rawValue:))
    let amplitude = ecg.lead("II")?.pAmplitudeMicrovolts ?? 0
    let evidence = [
      Evidence.millimetres("P", amplitude, names, "pAmplitudeMicrovolts", .below(invertedMicrovolts)),
      Evidence.milliseconds("PR", pr, "prIntervalMilliseconds", .above(longestRetrogradePRMilliseconds)), Evidence.rate(rate),
    ]
    return [ECGStatement(.ectopicAtrialRhythm, RateRules.grade(rate), score: 0.7, evidence: evidence, leads: names)]
  }
}
