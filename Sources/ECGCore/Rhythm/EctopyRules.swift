/// Premature beats.
enum EctopyRules {
  /// This many ventricular beats in ten seconds are a warning, as are two or more in succession.
  static let warningBeatsPerTenSeconds = 5.0

  @Sendable static func ventricular(_ ecg: MeasuredECG) -> [ECGStatement] {
    let rhythm = ecg.rhythm
    guard rhythm.ventricularCount > 0, rhythm.fibrillationSpans.isEmpty else { return [] }
    let perTenSeconds = Double(rhythm.ventricularCount) * 10 / max(10, ecg.durationSeconds)
    let grade: ECGGrade = perTenSeconds >= warningBeatsPerTenSeconds ? .warning : .ordinary
    var result = [
      ECGStatement(
        .ventricularBeats, grade, score: 0.8,
        evidence: [Evidence.count("n = \(rhythm.ventricularCount)", rhythm.ventricularCount, "ventricularBeats")],
        beats: numbers(.ventricular, ecg))
    ]
    if rhythm.ventricularRunBeats >= 2 {
      let evidence = [
        Evidence.count("\(rhythm.ventricularRunBeats) beats", rhythm.ventricularRunBeats, "ventricularRunBeats"),
        Evidence.rate(rhythm.ventricularRunRatePerMinute),
      ]
      result.append(ECGStatement(.ventricularRun, .warning, score: 0.7, evidence: evidence))
    }
    return result
  }

  /// Evidence names so many beats at most.
  static let namedBeats = 100

  static func numbers(_ kind: Beat.Kind, _ ecg: MeasuredECG) -> [Int] {
    Array(ecg.beats.indices.filter { ecg.beats[$0].kind == kind }.prefix(namedBeats))
  }

  @Sendable static func supraventricular(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard ecg.rhythm.supraventricularCount > 0, ecg.rhythm.fibrillationSpans.isEmpty, !AtrialRules.isFibrillation(ecg) else { return [] }
    return [
      ECGStatement(
        .atrialBeats, .ordinary, score: 0.7,
        evidence: [Evidence.count("n = \(ecg.rhythm.supraventricularCount)", ecg.rhythm.supraventricularCount, "supraventricularBeats")],
        beats: numbers(.supraventricular, ecg))
    ]
  }
}
