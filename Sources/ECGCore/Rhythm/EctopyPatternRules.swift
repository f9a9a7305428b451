/// Every second or every third beat premature, three times over.
enum EctopyPatternRules {
  static let cycles = 3

  @Sendable static func bigeminy(_ ecg: MeasuredECG) -> [ECGStatement] { ventricular(ecg, .bigeminy, every: 2) }
  @Sendable static func trigeminy(_ ecg: MeasuredECG) -> [ECGStatement] { ventricular(ecg, .trigeminy, every: 3) }
  @Sendable static func atrialBigeminy(_ ecg: MeasuredECG) -> [ECGStatement] { atrial(ecg, .atrialBigeminy, every: 2) }
  @Sendable static func atrialTrigeminy(_ ecg: MeasuredECG) -> [ECGStatement] { atrial(ecg, .atrialTrigeminy, every: 3) }

  private static func ventricular(_ ecg: MeasuredECG, _ code: StatementCode, every: Int) -> [ECGStatement] {
    pattern(ecg, ecg.beats.indices.filter { ecg.beats[$0].kind == .ventricular }, code, .warning, every: every, "ventricularBeats")
  }

  private static func atrial(_ ecg: MeasuredECG, _ code: StatementCode, every: Int) -> [ECGStatement] {
    guard !AtrialRules.isFibrillation(ecg), !ecg.isPaced else { return [] }
    return pattern(ecg, PrematureBeats.atrial(ecg), code, .ordinary, every: every, "supraventricularBeats")
  }

  /// The longest stretch in which each premature beat comes `every` beats after the last.
  private static func pattern(
    _ ecg: MeasuredECG, _ premature: [Int], _ code: StatementCode, _ grade: ECGGrade, every: Int, _ name: String
  ) -> [ECGStatement] {
    guard ecg.rhythm.fibrillationSpans.isEmpty else { return [] }
    var best: [Int] = []
    var run: [Int] = []
    for beat in premature {
      run = run.last.map { beat - $0 == every } == true ? run + [beat] : [beat]
      if run.count > best.count { best = run }
    }
    guard best.count >= cycles else { return [] }
    let evidence = [Evidence.count("n = \(best.count)", best.count, name)]
    return [ECGStatement(code, grade, score: 0.7, evidence: evidence, beats: Array(best.prefix(EctopyRules.namedBeats)))]
  }
}
