/// Atrial waves that no QRS follows: second-degree AV block, and pauses without any (2018 ACC/AHA/HRS guideline on bradycardia, table 3).
enum SecondDegreeRules {
  /// A gap is longer than the usual RR by this much.
  static let gapRatio = 1.35
  /// Two to one: ventricles no faster than this, at least half the atrial rate of 133/min.
  static let shortestHalvedMilliseconds = 900.0
  static let leastHalvedGaps = 3
  static let halvedShare = 0.7
  static let longestPRSeconds = 0.5
  /// A blocked wave's top lies beyond T's end by this: what lies on T is not told from T.
  static let afterTSeconds = 0.03
  /// Atrial waves come on time within this share of their interval: an early one is a blocked premature beat.
  static let timingShare = 0.18
  /// PR falls by this much or more after the dropped beat in Mobitz I, and by no more than this in Mobitz II.
  static let shorteningSeconds = 0.03
  static let steadySeconds = 0.02
  /// Sinus intervals other than the pause differ by this share at most, and the pause is this near to a multiple of them.
  static let sinusSpread = 0.12
  static let multipleTolerance = 0.1
  static let leastSinusIntervals = 4

  @Sendable static func block(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, !AtrialRules.isFibrillation(ecg), !AtrialRules.isFlutter(ecg) else { return [] }
    let gaps = ecg.atrialGaps
    return halved(ecg, gaps) ?? dropped(gaps)
  }

  /// Every second atrial wave is blocked.
  private static func halved(_ ecg: MeasuredECG, _ gaps: [AtrialGap]) -> [ECGStatement]? {
    let found = gaps.filter { gap in
      guard gap.blocked.count == 1, gap.rrSeconds * 1000 >= shortestHalvedMilliseconds else { return false }
      return abs(gap.blocked[0] - (gap.firstP + gap.nextP) / 2) <= timingShare * gap.ppSeconds / 2
    }
    guard found.count >= leastHalvedGaps, Double(found.count) >= halvedShare * Double(gaps.count), ecg.rhythm.irregularity < 0.1 else { return nil }
    let period = mean(found.map(\.ppSeconds)) / 2
    let text = BilingualText(chinese: "二度房室传导阻滞（2:1下传）", english: "Second-degree AV block, 2:1")
    let evidence = [
      Evidence.count("2:1 n = \(found.count)", found.count, "blockedAtrialWaves"), Evidence.atrialRate(period),
      Evidence.rate(ecg.rhythm.ratePerMinute ?? 0),
    ]
    return [
      ECGStatement(
        .secondDegreeBlock, .warning, score: min(0.95, 0.5 + 0.1 * Double(found.count)), evidence: evidence, text: text, beats: found.map(\.beat))
    ]
  }

  /// One atrial wave, on time, without a QRS.
  private static func dropped(_ gaps: [AtrialGap]) -> [ECGStatement] {
    let usual = gaps.filter { $0.blocked.isEmpty }
    guard usual.count >= 2 else { return [] }
    let period = median(usual.map(\.ppSeconds))
    let typical = median(usual.map(\.rrSeconds))
    let found = gaps.filter { gap in
      gap.blocked.count == 1 && gap.rrSeconds >= gapRatio * typical && abs(gap.blocked[0] - gap.firstP - period) <= timingShare * period
    }
    guard !found.isEmpty else { return [] }
    let shortening = mean(found.map { $0.firstPR - $0.nextPR })
    let evidence = [
      Evidence.count("n = \(found.count)", found.count, "blockedAtrialWaves"), Evidence.atrialRate(period),
      Evidence.milliseconds("PR before − after", shortening * 1000, "prShorteningMilliseconds"),
    ]
    let text = words(shortening)
    return [ECGStatement(.secondDegreeBlock, .warning, score: 0.7, evidence: evidence, text: text, beats: found.map(\.beat))]
  }

  private static func words(_ shorteningSeconds: Double) -> BilingualText {
    if shorteningSeconds >= Self.shorteningSeconds {
      return BilingualText(chinese: "二度I型房室传导阻滞（文氏型）", english: "Second-degree AV block, Mobitz I (Wenckebach)")
    }
    if abs(shorteningSeconds) <= steadySeconds {
      return BilingualText(chinese: "二度II型房室传导阻滞", english: "Second-degree AV block, Mobitz II")
    }
    return StatementCode.secondDegreeBlock.text
  }

  /// A pause without any atrial wave that lasts two or three sinus intervals.
  @Sendable static func sinoatrial(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard !ecg.isPaced, !AtrialRules.isFibrillation(ecg) else { return [] }
    let gaps = ecg.atrialGaps.filter { $0.blocked.isEmpty }
    let typical = median(gaps.map(\.ppSeconds))
    let usual = gaps.map(\.ppSeconds).filter { $0 < gapRatio * typical }
    guard typical > 0, usual.count >= leastSinusIntervals, let longest = usual.max(), let shortest = usual.min(),
      longest - shortest <= sinusSpread * typical
    else { return [] }
    let found = gaps.filter { gap in
      let ratio = gap.ppSeconds / typical
      return ratio > 1.5 && ratio < 3.5 && abs(ratio - ratio.rounded()) <= multipleTolerance
    }
    guard let gap = found.first else { return [] }
    let evidence = [
      Evidence.seconds("PP", gap.ppSeconds, "ppSeconds"), Evidence.ratio("PP / usual PP", gap.ppSeconds / typical, "pauseToUsualRatio"),
    ]
    return [ECGStatement(.sinoatrialBlock, .ordinary, score: 0.6, evidence: evidence, beats: found.map(\.beat))]
  }
}
