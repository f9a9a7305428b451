/// Tachycardia with a wide QRS: ventricular until proven otherwise (2017 AHA/ACC/HRS guideline; Zhejiang critical-value list).
enum WideTachycardiaRules {
  /// From here a wide regular tachycardia is critical whatever its origin.
  static let criticalPerMinute = LethalRhythmRules.tachycardiaPerMinute
  /// From here one without P waves is asked for signs of ventricular origin.
  static let slowestPerMinute = 100.0
  /// Sinus rhythm with block hides its P wave in T below this rate now and then: there a typical bundle branch block explains QRS.
  static let typicalBlockPerMinute = 120.0
  static let largestIrregularity = 0.12
  static let largestMedianIrregularity = 0.05
  static let sustainedSeconds = LethalRhythmRules.sustainedSeconds

  /// A ventricular run that fills the record or lasts 30 s.
  @Sendable static func sustainedRun(_ ecg: MeasuredECG) -> [ECGStatement] {
    let rhythm = ecg.rhythm
    guard rhythm.fibrillationSpans.isEmpty, !ecg.isPaced, rhythm.ventricularRunRatePerMinute >= criticalPerMinute else { return [] }
    let runSeconds = Double(rhythm.ventricularRunBeats) * 60 / rhythm.ventricularRunRatePerMinute
    guard runSeconds >= sustainedSeconds || runSeconds >= 0.9 * ecg.durationSeconds else { return [] }
    let evidence = [
      Evidence.count("\(rhythm.ventricularRunBeats) beats", rhythm.ventricularRunBeats, "ventricularRunBeats"),
      Evidence.rate(rhythm.ventricularRunRatePerMinute, .above(criticalPerMinute)),
    ]
    return [
      ECGStatement(.ventricularTachycardia, .critical, score: 0.9, evidence: evidence, beats: EctopyRules.numbers(.ventricular, ecg))
    ]
  }

  @Sendable static func wideTachycardia(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard sustainedRun(ecg).isEmpty, ecg.rhythm.fibrillationSpans.isEmpty, !ecg.isPaced, let rate = ecg.rhythm.ratePerMinute, rate > slowestPerMinute,
      ecg.qrsMilliseconds >= LethalRhythmRules.wideQRSMilliseconds, ecg.beats.count >= 8, isRegular(ecg)
    else { return [] }
    if rate < criticalPerMinute { return slower(ecg, rate) }
    let criteria = WideTachycardiaCriteria(ecg)
    let isCertain = ecg.qrsMilliseconds >= LethalRhythmRules.certainQRSMilliseconds || criteria.isVentricular
    return [statement(ecg, rate, criteria, isCertain ? .ventricularTachycardia : .wideTachycardia, .critical)]
  }

  /// Most intervals alike; a gap or a few false beats do not matter.
  private static func isRegular(_ ecg: MeasuredECG) -> Bool {
    ecg.rhythm.irregularity < largestIrregularity || ecg.rhythm.medianIrregularity < largestMedianIrregularity
  }

  /// Below the critical rate only without P waves, and called ventricular only by signs of two of the three authors.
  private static func slower(_ ecg: MeasuredECG, _ rate: Double) -> [ECGStatement] {
    guard !ecg.hasP, !AtrialRules.isFibrillation(ecg), !AtrialRules.isFlutter(ecg), ecg.allowsMorphology else { return [] }
    let isTypical = ConductionRules.isLeftBundleBlock(ecg) || ConductionRules.isRightBundleBlock(ecg)
    if rate < typicalBlockPerMinute, isTypical { return [] }
    let criteria = WideTachycardiaCriteria(ecg)
    let isVentricular = criteria.isVentricular && Set(criteria.signs.map(\.kind)).count >= 2
    return [
      statement(ecg, rate, criteria, isVentricular ? .ventricularTachycardia : .wideTachycardia, isVentricular ? .critical : .warning)
    ]
  }

  private static func statement(
    _ ecg: MeasuredECG, _ rate: Double, _ criteria: WideTachycardiaCriteria, _ code: StatementCode, _ grade: ECGGrade
  ) -> ECGStatement {
    let evidence = [
      Evidence.rate(rate, .above(rate >= criticalPerMinute ? criticalPerMinute : slowestPerMinute)),
      Evidence.milliseconds("QRS", ecg.qrsMilliseconds, "qrsDurationMilliseconds", .above(LethalRhythmRules.wideQRSMilliseconds)),
    ]
    let kinds = Set(criteria.signs.map(\.kind)).count
    return ECGStatement(code, grade, score: min(0.95, 0.6 + 0.1 * Double(kinds)), evidence: evidence + criteria.signs.map(\.fact))
  }
}
