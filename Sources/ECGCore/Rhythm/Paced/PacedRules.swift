/// Pacemaker rhythms by the place of the spikes, and hints that the pacemaker does not do its work.
enum PacedRules {
  static let mostBeats = 0.5
  /// One spike without a beat may be a fusion with what was not seen.
  static let leastFaults = 2

  @Sendable static func paced(_ ecg: MeasuredECG) -> [ECGStatement] {
    let atrial = ecg.rhythm.pacing?.atrialShare ?? 0
    guard ecg.isPaced || atrial > mostBeats else { return [] }
    let ventricular = ecg.rhythm.pacing?.ventricularShare ?? ecg.pacedShare
    var evidence = [Evidence.percent("spikes before QRS", max(ecg.pacedShare, atrial), "pacedSharePercent", .above(mostBeats * 100))]
    if ecg.rhythm.pacing != nil {
      evidence.append(Evidence.percent("at QRS", ventricular, "ventricularSpikePercent"))
      evidence.append(Evidence.percent("at P", atrial, "atrialSpikePercent"))
    }
    return [
      ECGStatement(.paced, .ordinary, score: 0.8, evidence: evidence, text: words(atrial: atrial > mostBeats, ventricular: ventricular > mostBeats))
    ]
  }

  private static func words(atrial: Bool, ventricular: Bool) -> BilingualText {
    switch (atrial, ventricular) {
    case (true, true): BilingualText(chinese: "双腔（房室顺序）起搏心律", english: "Dual-chamber (AV sequential) paced rhythm")
    case (true, false): BilingualText(chinese: "心房起搏心律", english: "Atrial paced rhythm")
    case (false, true): BilingualText(chinese: "心室起搏心律", english: "Ventricular paced rhythm")
    case (false, false): StatementCode.paced.text
    }
  }

  private static func isPacedAtAll(_ ecg: MeasuredECG) -> Bool {
    guard let pacing = ecg.rhythm.pacing else { return false }
    return max(pacing.atrialShare, pacing.ventricularShare) >= 0.3 && ecg.rhythm.fibrillationSpans.isEmpty
  }

  @Sendable static func failureToCapture(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard isPacedAtAll(ecg), let spikes = ecg.rhythm.pacing?.uncaptured, spikes.count >= leastFaults else { return [] }
    return [fault(.captureFailure, "spikes without QRS n = \(spikes.count)", spikes, ecg)]
  }

  @Sendable static func failureToSense(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard isPacedAtAll(ecg), let spikes = ecg.rhythm.pacing?.unsensed, spikes.count >= leastFaults else { return [] }
    return [fault(.sensingFailure, "spikes after QRS n = \(spikes.count)", spikes, ecg)]
  }

  private static func fault(_ code: StatementCode, _ words: String, _ spikes: [Int], _ ecg: MeasuredECG) -> ECGStatement {
    ECGStatement(
      code, .warning, score: 0.6,
      evidence: [
        Evidence.count(words, spikes.count, "spikes"), Evidence.seconds("first at", Double(spikes[0]) / ecg.rateHertz, "startSeconds"),
      ])
  }
}
