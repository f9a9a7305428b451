/// Pre-excitation: a short PR, a slow beginning of QRS, a wide QRS (2015 ACC/AHA/HRS guideline on supraventricular tachycardia; PR < 120, QRS > 110 ms).
enum PreExcitationRules {
  static let longestPRMilliseconds = 120.0
  static let leastQRSMilliseconds = ConductionRules.incompleteMilliseconds
  /// The delta wave: all leads together move at this share of their greatest speed from the 10th to the 35th millisecond, neither resting nor fast …
  static let deltaShare: ClosedRange<Double> = 0.1...0.5
  /// … and reach half of their greatest speed no sooner than this.
  static let slowMilliseconds = 40.0
  /// In fibrillation: two beats so near one another (2015 guideline: shortest pre-excited RR of risk).
  static let shortestRRMilliseconds = 250.0
  static let leastFibrillationPerMinute = 150.0

  @Sendable static func preExcitation(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard let pr = ecg.global.prIntervalMilliseconds, pr < longestPRMilliseconds, ecg.hasP, !ecg.isPaced, ecg.qrsMilliseconds >= leastQRSMilliseconds,
      (ecg.rhythm.pConsistency ?? 0) >= AtrialRules.sinusConsistency, ecg.allowsMorphology, let delta = delta(ecg), deltaShare.contains(delta.share),
      delta.halfSpeedMilliseconds >= slowMilliseconds
    else { return [] }
    let evidence = [
      Evidence.milliseconds("PR", pr, "prIntervalMilliseconds", .below(longestPRMilliseconds)),
      Evidence.milliseconds("QRS", ecg.qrsMilliseconds, "qrsDurationMilliseconds", .above(leastQRSMilliseconds)),
      Evidence.percent("delta", delta.share, "deltaSpeedPercent", .below(deltaShare.upperBound * 100)),
    ]
    return [ECGStatement(.preExcitation, .warning, score: 0.7, evidence: evidence)]
  }

  /// Fast and irregular with a wide QRS and very short intervals.
  @Sendable static func preExcitedFibrillation(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard AtrialRules.isFibrillation(ecg), let rate = ecg.rhythm.ratePerMinute, rate >= leastFibrillationPerMinute,
      ecg.qrsMilliseconds >= LethalRhythmRules.wideQRSMilliseconds
    else { return [] }
    let short = ecg.rhythm.rrMilliseconds.filter { $0 <= shortestRRMilliseconds }
    guard short.count >= 2, let shortest = short.min() else { return [] }
    let evidence = [
      Evidence.rate(rate), Evidence.milliseconds("RR", shortest, "rrMinimumMilliseconds", .below(shortestRRMilliseconds)),
      Evidence.milliseconds("QRS", ecg.qrsMilliseconds, "qrsDurationMilliseconds", .above(LethalRhythmRules.wideQRSMilliseconds)),
    ]
    return [ECGStatement(.preExcitedFibrillation, .critical, score: 0.6, evidence: evidence)]
  }

  /// Speed of all leads together at the beginning of QRS as a share of its greatest, and how long until half of that is reached.
  static func delta(_ ecg: MeasuredECG) -> (share: Double, halfSpeedMilliseconds: Double)? {
    guard let beat = ecg.average, let onset = ecg.boundaries.qrsOnset, let offset = ecg.boundaries.qrsOffset,
      let length = beat.samplesMicrovolts.first?.count
    else { return nil }
    let range = ((beat.fiducial + onset)..<(beat.fiducial + offset)).clamped(to: 1..<(length - 1))
    let half = max(1, Int(0.004 * beat.rateHertz))
    var speed = [Float](repeating: 0, count: range.count)
    for lead in beat.samplesMicrovolts {
      let smooth = smoothed(Array(lead[(range.lowerBound - 1)...range.upperBound]), halfWidth: half)
      for index in speed.indices {
        let change = smooth[index + 2] - smooth[index]
        speed[index] += change * change
      }
    }
    speed = speed.map { $0.squareRoot() }
    let (from, to) = (Int(0.010 * beat.rateHertz), Int(0.035 * beat.rateHertz))
    guard let greatest = speed.max(), greatest > 0, to < speed.count, from < to, let first = speed.firstIndex(where: { $0 >= greatest / 2 }) else {
      return nil
    }
    let early = speed[from..<to].reduce(0, +) / Float(to - from)
    return (Double(early / greatest), Double(first) * 1000 / beat.rateHertz)
  }
}
