/// Sinus rhythm, atrial fibrillation and flutter, supraventricular tachycardia: what the atria do, from P waves and regularity.
enum AtrialRules {
  /// Own RR intervals differ from one to the next by this share of their mean in atrial fibrillation (normalised RMSSD; Dash 2009, Tateno & Glass 2001).
  static let fibrillationIrregularity = 0.09
  static let fibrillationMedianIrregularity = 0.085
  /// P windows that agree less than this have no common P wave.
  static let fibrillationConsistency: Float = 0.45
  /// Where nothing at all is common before the QRS and the intervals as a whole are very irregular, every second change may be smaller: both witnesses
  /// add (`AtrialFibrillationEpisodes`). Of 303 stretches of 10 s with fibrillation in MIT-BIH and CPSC2021 10 more are found, of 3,721 others none.
  static let lawlessConsistency: Float = 0.2
  static let lawlessIrregularity = 0.15
  static let lawlessMedianIrregularity = 0.05
  static let fastPerMinute = 130.0
  static let fastConsistency: Float = 0.7
  static let sinusConsistency: Float = 0.6
  static let minimumBeats = 6
  /// Autocorrelation from which waves of flutter rate are a train (highest without flutter in 400 development records: 0.40).
  static let flutterStrength: Float = 0.45

  /// Sinus arrhythmia: longest and shortest RR differ by more.
  static let arrhythmiaMilliseconds = 160.0

  private static func irregularityFact(_ ecg: MeasuredECG) -> Fact {
    Evidence.percent("nRMSSD", ecg.rhythm.irregularity, "irregularityPercent", .above(fibrillationIrregularity * 100))
  }

  static func isFibrillation(_ ecg: MeasuredECG) -> Bool {
    let rhythm = ecg.rhythm
    guard rhythm.ownRRMilliseconds.count >= minimumBeats - 1, rhythm.fibrillationSpans.isEmpty, !ecg.isPaced else { return false }
    if let wave = rhythm.uprightWave, EarlyPWave.isPlain(wave) { return false }
    if isLawless(ecg) { return true }
    guard rhythm.irregularity >= fibrillationIrregularity, rhythm.medianIrregularity >= fibrillationMedianIrregularity else { return false }
    // At high rates T waves reach into the P window and agree with one another.
    let isFastWithoutP = !ecg.hasP && (rhythm.ratePerMinute ?? 0) >= fastPerMinute
    return (rhythm.pConsistency ?? 1) < (isFastWithoutP ? fastConsistency : fibrillationConsistency)
  }

  private static func isLawless(_ ecg: MeasuredECG) -> Bool {
    let rhythm = ecg.rhythm
    return !ecg.hasP && (rhythm.pConsistency ?? 1) < lawlessConsistency && rhythm.irregularity >= lawlessIrregularity
      && rhythm.medianIrregularity >= lawlessMedianIrregularity
  }

  @Sendable static func fibrillation(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard isFibrillation(ecg), !isFlutter(ecg), let rate = ecg.rhythm.ratePerMinute else { return [] }
    // Without an earlier ECG it counts as new, so it is at least a warning.
    let grade: ECGGrade = rate >= RateRules.criticalHigh(ecg) ? .critical : .warning
    let evidence = [
      Evidence.rate(rate), irregularityFact(ecg),
      Evidence.ratio("P agreement", Double(ecg.rhythm.pConsistency ?? 0), "pAgreement", .below(Double(fibrillationConsistency))),
    ]
    return [ECGStatement(.atrialFibrillation, grade, score: min(1, 0.5 + ecg.rhythm.irregularity), evidence: evidence)]
  }

  /// Waves of 200 to 350 a minute that go on regularly between the QRS complexes. Flutter conducted two to one at a fixed ratio hides in T and is missed.
  static func isFlutter(_ ecg: MeasuredECG) -> Bool {
    guard let train = ecg.rhythm.flutterTrain, ecg.rhythm.fibrillationSpans.isEmpty, !ecg.isPaced, ecg.beats.count >= 5 else { return false }
    return train.strength >= flutterStrength
  }

  @Sendable static func flutter(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard isFlutter(ecg), let train = ecg.rhythm.flutterTrain, let rate = ecg.rhythm.ratePerMinute else { return [] }
    let grade: ECGGrade = rate >= RateRules.criticalHigh(ecg) ? .critical : .warning
    let evidence = [Evidence.rate(rate), Evidence.atrialRate(train.periodSeconds)]
    return [ECGStatement(.atrialFlutter, grade, score: Double(train.strength), evidence: evidence)]
  }

  /// P waves that agree, upright in II where II can be read.
  private static func hasSinusP(_ ecg: MeasuredECG) -> Bool {
    // A P wave on the falling T is looked for by its upright shape.
    ecg.hasP && (ecg.rhythm.isPEarly || (ecg.lead("II")?.pAmplitudeMicrovolts ?? 1) > 0) && (ecg.rhythm.pConsistency ?? 1) >= 0.3
  }

  /// Fast, narrow and not fibrillating; from 150/min with no P wave of the sinus node, from the critical rate whatever is before the QRS.
  @Sendable static func supraventricularTachycardia(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let rate = ecg.rhythm.ratePerMinute, ecg.beats.count >= 6, ecg.rhythm.fibrillationSpans.isEmpty, !ecg.isPaced else { return [] }
    guard ecg.qrsMilliseconds > 0, ecg.qrsMilliseconds < LethalRhythmRules.wideQRSMilliseconds, !isFibrillation(ecg) else { return [] }
    let limit = RateRules.criticalHigh(ecg)
    guard rate >= limit || (rate >= 150 && !hasSinusP(ecg) && !ecg.isChild) else { return [] }
    return [
      ECGStatement(
        .supraventricularTachycardia, rate >= limit ? .critical : .warning, score: 0.8, evidence: [Evidence.rate(rate, .above(min(limit, 150)))])
    ]
  }

  /// P waves that agree before every QRS, upright in II where II can be read.
  @Sendable static func sinus(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let rate = ecg.rhythm.ratePerMinute, ecg.beats.count >= 3, ecg.rhythm.fibrillationSpans.isEmpty, !isFibrillation(ecg), !ecg.isPaced else {
      return []
    }
    guard rate < RateRules.criticalHigh(ecg) else { return [] }
    let evidence = [Evidence.rate(rate)]
    guard hasSinusP(ecg) else { return undetermined(ecg, rate) }
    let grade = RateRules.grade(rate)
    if let limits = ChildLimits.of(ecg.patient) { return [childSinus(rate, limits)] }
    if rate < 60 { return [ECGStatement(.sinusBradycardia, grade, score: 0.9, evidence: [Evidence.rate(rate, .below(60))])] }
    if rate > 100 { return [ECGStatement(.sinusTachycardia, grade, score: 0.9, evidence: [Evidence.rate(rate, .above(100))])] }
    var result = [ECGStatement(.sinusRhythm, .ordinary, score: 0.9, evidence: evidence)]
    let own = ecg.rhythm.ownRRMilliseconds
    if PrematureBeats.atrial(ecg).isEmpty, let longest = own.max(), let shortest = own.min(), longest - shortest > arrhythmiaMilliseconds {
      result.append(
        ECGStatement(
          .sinusArrhythmia, .ordinary, score: 0.7,
          evidence: [Evidence.milliseconds("RR spread", longest - shortest, "rrSpreadMilliseconds", .above(arrhythmiaMilliseconds))]))
    }
    return result
  }

  /// Slow and fast are what lies outside the limits of the age. A child's ECG stays ungraded, so no rate is a warning by itself.
  private static func childSinus(_ rate: Double, _ limits: ChildLimits) -> ECGStatement {
    let usual = ChildRules.rateLimits(limits)
    if rate < usual.lowerBound {
      return ECGStatement(.sinusBradycardia, .ordinary, score: 0.8, evidence: [Evidence.rate(rate, .below(usual.lowerBound))])
    }
    if rate > usual.upperBound {
      return ECGStatement(.sinusTachycardia, .ordinary, score: 0.8, evidence: [Evidence.rate(rate, .above(usual.upperBound))])
    }
    return ECGStatement(.sinusRhythm, .ordinary, score: 0.7, evidence: [Evidence.rate(rate)])
  }

  private static func undetermined(_ ecg: MeasuredECG, _ rate: Double) -> [ECGStatement] {
    var result: [ECGStatement] = []
    if !ecg.isChild, rate < 60 {
      result.append(ECGStatement(.bradycardia, RateRules.grade(rate), score: 0.7, evidence: [Evidence.rate(rate, .below(60))]))
    }
    if !ecg.isChild, rate > 100 {
      result.append(ECGStatement(.tachycardia, RateRules.grade(rate), score: 0.7, evidence: [Evidence.rate(rate, .above(100))]))
    }
    if ecg.rhythm.irregularity >= fibrillationIrregularity, ecg.rhythm.supraventricularCount + ecg.rhythm.ventricularCount == 0 {
      result.append(ECGStatement(.irregular, .warning, score: 0.5, evidence: [irregularityFact(ecg)]))
    }
    return result
  }
}
