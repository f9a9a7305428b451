/// Rhythms that are critical on any number of leads and any length (Zhejiang critical-value list; 2017 Chinese expert consensus on ECG critical values).
enum LethalRhythmRules {
  /// RR of this length is critical.
  static let criticalPauseSeconds = 3.0
  static let warningPauseSeconds = 2.0
  /// Ventricular tachycardia: critical from this rate when it fills the record or lasts 30 s.
  static let tachycardiaPerMinute = 150.0
  static let sustainedSeconds = 30.0
  static let wideQRSMilliseconds = ConductionRules.completeMilliseconds
  static let certainQRSMilliseconds = 140 + ConductionRules.readersWidthMilliseconds

  @Sendable static func fibrillation(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let longest = ecg.rhythm.fibrillationSpans.max(by: { $0.upperBound - $0.lowerBound < $1.upperBound - $1.lowerBound }) else { return [] }
    let evidence = [
      Evidence.seconds("duration", longest.upperBound - longest.lowerBound, "durationSeconds"),
      Evidence.seconds("from", longest.lowerBound, "startSeconds"),
    ]
    return [ECGStatement(.ventricularFibrillation, .critical, score: 0.9, evidence: evidence)]
  }

  @Sendable static func asystole(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard ecg.rhythm.isSilent else { return [] }
    return [ECGStatement(.asystole, .critical, score: 0.8, evidence: [Evidence.seconds("no QRS in", ecg.durationSeconds, "silentSeconds")])]
  }

  @Sendable static func pause(_ ecg: MeasuredECG) -> [ECGStatement] {
    let seconds = ecg.rhythm.longestPauseSeconds
    // Two artefacts are no beats: what the pause lies between must be alike.
    guard seconds >= warningPauseSeconds, ecg.rhythm.fibrillationSpans.isEmpty, ecg.rhythm.repeatedShapeShare >= 0.5 else { return [] }
    let grade: ECGGrade = seconds >= criticalPauseSeconds ? .critical : .warning
    return [
      ECGStatement(
        .pause, grade, score: 0.9,
        evidence: [Evidence.seconds("RR", seconds, "rrSeconds", .above(grade == .critical ? criticalPauseSeconds : warningPauseSeconds))])
    ]
  }
}
