/// Premature beats.
enum EctopyRules {
  /// This many ventricular beats in ten seconds are a warning, as are two or more in succession.
  static let warningBeatsPerTenSeconds = 5.0
  /// Evidence names so many beats at most.
  static let namedBeats = 100

  @Sendable static func ventricular(_ ecg: MeasuredECG) -> [ECGStatement] {
    let rhythm = ecg.rhythm
    guard rhythm.ventricularCount > 0, rhythm.fibrillationSpans.isEmpty else { return [] }
    let perTenSeconds = Double(rhythm.ventricularCount) * 10 / max(10, ecg.durationSeconds)
    let grade: ECGGrade = perTenSeconds >= warningBeatsPerTenSeconds ? .warning : .ordinary
    return [
      ECGStatement(
        .ventricularBeats, grade, score: 0.8,
        evidence: [Evidence.count("n = \(rhythm.ventricularCount)", rhythm.ventricularCount, "ventricularBeats")],
        beats: numbers(.ventricular, ecg))
    ]
  }

  static func numbers(_ kind: Beat.Kind, _ ecg: MeasuredECG) -> [Int] {
    Array(ecg.beats.indices.filter { ecg.beats[$0].kind == kind }.prefix(namedBeats))
  }

  @Sendable static func supraventricular(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard ecg.rhythm.fibrillationSpans.isEmpty, !AtrialRules.isFibrillation(ecg), !ecg.isPaced || ecg.hasP else { return [] }
    let beats = PrematureBeats.atrial(ecg)
    guard !beats.isEmpty else { return [] }
    return [
      ECGStatement(
        .atrialBeats, .ordinary, score: 0.7, evidence: [Evidence.count("n = \(beats.count)", beats.count, "supraventricularBeats")],
        beats: Array(beats.prefix(namedBeats)))
    ]
  }
}

/// Which early beats of the usual shape are premature, and not merely the short breaths of sinus arrhythmia.
enum PrematureBeats {
  /// Sooner than the interval before by a fifth or more: sinus arrhythmia changes gradually.
  static let suddenRatio = 0.8
  /// Where there is no interval before it, sooner than the usual one by this.
  static let firstRatio = 0.75

  static func atrial(_ ecg: MeasuredECG) -> [Int] {
    let intervals = ecg.rhythm.rrMilliseconds
    let typical = median(intervals)
    var result: [Int] = []
    for beat in ecg.beats.indices where beat > 0 && beat <= intervals.count && ecg.beats[beat].kind == .supraventricular {
      let interval = intervals[beat - 1]
      let isFirst = beat == 1
      let follows = result.last == beat - 1 || ecg.beats[beat - 1].kind == .ventricular
      if isFirst ? interval < firstRatio * typical : follows || interval < suddenRatio * intervals[beat - 2] { result.append(beat) }
    }
    return result
  }
}
