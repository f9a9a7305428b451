/// QT interval, by sex.
enum QTRules {
  /// Long from here: the 99th percentile of men and women (AHA/ACCF statement on torsade, Drew, Circulation 121:1047, 2010), and the readers' earlier
  /// onset of QRS. From 450 and 460 on (AHA/ACCF/HRS 2009) one in forty of the healthy would be called long.
  static let longMenMilliseconds = 470 + ConductionRules.readersWidthMilliseconds
  static let longWomenMilliseconds = 480 + ConductionRules.readersWidthMilliseconds
  static let warningMilliseconds = 500.0
  static let criticalMilliseconds = 550.0
  /// Short below this: stated under 340 (ESC 2022: ≤ 320 alone is diagnostic), warning under 330.
  static let shortMilliseconds = 340.0
  static let shortWarningMilliseconds = 330.0
  /// Corrections for the rate are not made for faster or less regular rhythms (nRMSSD; ours).
  static let fastestPerMinute = 120.0
  static let largestIrregularity = 0.12

  /// Unknown sex takes the women's.
  static func longMilliseconds(_ patient: PatientFacts) -> Double { patient.sex == .male ? longMenMilliseconds : longWomenMilliseconds }

  static func grade(_ qtc: Double) -> ECGGrade { qtc >= criticalMilliseconds ? .critical : qtc >= warningMilliseconds ? .warning : .ordinary }

  /// Fridericia's QTc; where QRS is wide the excess over 100 ms is taken off (JT-based, Rautaharju 2014). Not said of irregular or very fast rhythms.
  @Sendable static func interval(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let qtc = ecg.global.qtcFridericiaMilliseconds, let bazett = ecg.global.qtcBazettMilliseconds,
      ecg.rhythm.irregularity < largestIrregularity,
      ecg.heartRate < fastestPerMinute
    else { return [] }
    let excess = max(0, ecg.qrsMilliseconds - ConductionRules.completeMilliseconds)
    let corrected = qtc - excess
    let limit = longMilliseconds(ecg.patient)
    let evidence = [
      Evidence.milliseconds(
        "QTcF", corrected, "qtcFridericiaMilliseconds", corrected < shortMilliseconds ? .below(shortMilliseconds) : .above(limit)),
      Evidence.milliseconds("QTcB", bazett - excess, "qtcBazettMilliseconds"),
    ]
    if corrected >= limit {
      return [ECGStatement(.longQT, grade(corrected), score: 0.7, evidence: evidence)]
    }
    if corrected < shortMilliseconds {
      return [ECGStatement(.shortQT, corrected < shortWarningMilliseconds ? .warning : .ordinary, score: 0.5, evidence: evidence)]
    }
    return []
  }
}
