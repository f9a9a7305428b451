/// Premature beats one after the other: couplets of two, runs of three and more (2017 AHA/ACC/HRS guideline: from three beats and 100/min on a tachycardia).
enum EctopyRunRules {
  static let tachycardiaPerMinute = 100.0
  static let runBeats = 3

  @Sendable static func ventricular(_ ecg: MeasuredECG) -> [ECGStatement] {
    let rhythm = ecg.rhythm
    guard rhythm.ventricularRunBeats >= 2, rhythm.fibrillationSpans.isEmpty else { return [] }
    let isRun = rhythm.ventricularRunBeats >= runBeats
    let evidence = [
      Evidence.count("\(rhythm.ventricularRunBeats) beats", rhythm.ventricularRunBeats, "ventricularRunBeats"),
      Evidence.rate(rhythm.ventricularRunRatePerMinute),
    ]
    let isSlow = isRun && rhythm.ventricularRunRatePerMinute < tachycardiaPerMinute
    let slow = BilingualText(chinese: "加速性室性自主心律（短阵）", english: "Run of accelerated idioventricular rhythm")
    return [
      ECGStatement(
        isRun ? .ventricularRun : .ventricularCouplet, .warning, score: 0.7, evidence: evidence, text: isSlow ? slow : nil,
        beats: longest(EctopyRules.numbers(.ventricular, ecg)))
    ]
  }

  @Sendable static func supraventricular(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard ecg.rhythm.fibrillationSpans.isEmpty, !AtrialRules.isFibrillation(ecg), !ecg.isPaced else { return [] }
    let run = longest(PrematureBeats.atrial(ecg))
    guard run.count >= 2, let first = run.first, let last = run.last else { return [] }
    let span = Double(ecg.beats[last].sample - ecg.beats[first].sample) / ecg.rateHertz
    let rate = span > 0 ? 60 * Double(run.count - 1) / span : 0
    let isRun = run.count >= runBeats && rate >= tachycardiaPerMinute
    let evidence = [Evidence.count("\(run.count) beats", run.count, "supraventricularRunBeats"), Evidence.rate(rate)]
    return [
      ECGStatement(isRun ? .paroxysmalTachycardia : .atrialCouplet, isRun ? .warning : .ordinary, score: 0.6, evidence: evidence, beats: run)
    ]
  }

  /// The longest stretch of numbers one after the other.
  static func longest(_ numbers: [Int]) -> [Int] {
    var best: [Int] = []
    var run: [Int] = []
    for number in numbers {
      run = run.last == number - 1 ? run + [number] : [number]
      if run.count > best.count { best = run }
    }
    return best
  }
}
