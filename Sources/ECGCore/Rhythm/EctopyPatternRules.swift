/// Every second or every third beat ventricular, three times over.
enum EctopyPatternRules {
  static let cycles = 3

  @Sendable static func bigeminy(_ ecg: MeasuredECG) -> [ECGStatement] { pattern(ecg, .bigeminy, every: 2) }
  @Sendable static func trigeminy(_ ecg: MeasuredECG) -> [ECGStatement] { pattern(ecg, .trigeminy, every: 3) }

  /// The longest stretch in which each ventricular beat comes `every` beats after the last and all between are the heart's own.
  private static func pattern(_ ecg: MeasuredECG, _ code: StatementCode, every: Int) -> [ECGStatement] {
    guard ecg.rhythm.fibrillationSpans.isEmpty else { return [] }
    let ventricular = ecg.beats.indices.filter { ecg.beats[$0].kind == .ventricular }
    var best: [Int] = []
    var run: [Int] = []
    for beat in ventricular {
      run = run.last.map { beat - $0 == every } == true ? run + [beat] : [beat]
      if run.count > best.count { best = run }
    }
    guard best.count >= cycles else { return [] }
    let evidence = [Evidence.count("n = \(best.count)", best.count, "ventricularBeats")]
    return [ECGStatement(code, .warning, score: 0.7, evidence: evidence, beats: Array(best.prefix(EctopyRules.namedBeats)))]
  }
}
