/// Puts the facts of a recording together.
struct TrendSummary: Sendable {
  let facts: TrendFacts
  let leadNames: [LeadName]
  let stEpisodes: [STEpisode]
  /// So many of the longest pauses are named.
  static let namedPauses = 50
  static let hourSeconds = 3_600.0

  func trend(maximumStrips: Int) -> ECGTrend {
    let pauses = facts.pauses.sorted { ($0.seconds, $1.startSecond) > ($1.seconds, $0.startSecond) }
    var trend = ECGTrend(
      algorithmVersion: ECGAnalyzer.algorithmVersion, samplingRateHertz: facts.rateHertz, durationSeconds: facts.durationSeconds, leads: leadNames,
      unusableSeconds: unusable(from: 0, to: facts.durationSeconds), beatCount: facts.beats.count,
      rate: TrendRate(facts, beats: facts.beats.indices), ventricular: EctopyCount(.ventricular, in: facts),
      supraventricular: EctopyCount(.supraventricular, in: facts), pacedBeatCount: facts.beats.count { $0.kind == .paced },
      pauseCount: facts.pauses.count, pauses: Array(pauses.prefix(Self.namedPauses)), atrialFibrillation: burden(),
      ventricularFibrillation: facts.ventricularFibrillation, stEpisodes: stEpisodes, variability: LongVariability(facts), hours: hours(),
      ratesOfMinutes: minutes(), strips: [])
    trend.strips = TrendStrips(facts: facts, trend: trend).strips(maximum: maximumStrips)
    return trend
  }

  private func unusable(from: Double, to: Double) -> Double {
    Double((Int(from)..<max(Int(from), min(facts.quality.secondCount, Int(to)))).count(where: facts.quality.isUnusable))
  }

  private func burden() -> FibrillationBurden {
    var burden = FibrillationBurden()
    burden.episodes = facts.atrialFibrillation
    burden.episodeCount = facts.atrialFibrillation.count
    burden.seconds = facts.atrialFibrillation.reduce(0) { $0 + $1.seconds }
    let readable = facts.durationSeconds - unusable(from: 0, to: facts.durationSeconds)
    if readable > 0 { burden.sharePercent = min(100, 100 * burden.seconds / readable) }
    return burden
  }

  private func hours() -> [TrendHour] {
    stride(from: 0, to: facts.durationSeconds, by: Self.hourSeconds).map { start in
      let end = min(start + Self.hourSeconds, facts.durationSeconds)
      let range = facts.beats(from: start, to: end)
      let rate = TrendRate(facts, beats: range)
      var hour = TrendHour(startSecond: start, durationSeconds: end - start)
      hour.beatCount = range.count
      hour.meanRatePerMinute = rate.meanPerMinute
      hour.slowestRatePerMinute = rate.slowest?.ratePerMinute
      hour.fastestRatePerMinute = rate.fastest?.ratePerMinute
      for beat in range {
        switch facts.beats[beat].kind {
        case .ventricular:
          hour.ventricularBeatCount += 1
          if beginsRun(beat) { hour.ventricularRunCount += 1 }
        case .supraventricular: hour.supraventricularBeatCount += 1
        case .normal, .fusion, .paced, .unknown: break
        }
      }
      let pauses = facts.pauses.filter { $0.startSecond >= start && $0.startSecond < end }
      hour.pauseCount = pauses.count
      hour.longestPauseSeconds = pauses.map(\.seconds).max()
      hour.atrialFibrillationSeconds = TrendFacts.overlap(facts.atrialFibrillation, from: start, to: end)
      hour.unusableSeconds = unusable(from: start, to: end)
      let departures = stEpisodes.filter { $0.peakSecond >= start && $0.peakSecond < end }
      hour.stPeakMicrovolts = departures.max { abs($0.peakMicrovolts) < abs($1.peakMicrovolts) }?.peakMicrovolts
      return hour
    }
  }

  /// The first of three or more ventricular beats in a row.
  private func beginsRun(_ beat: Int) -> Bool {
    let beats = facts.beats
    guard beat + 2 < beats.count, beats[beat + 1].kind == .ventricular, beats[beat + 2].kind == .ventricular, facts.isTrusted[beat + 1],
      facts.isTrusted[beat + 2]
    else { return false }
    return beat == 0 || beats[beat - 1].kind != .ventricular || !facts.isTrusted[beat]
  }

  private func minutes() -> [Double?] {
    stride(from: 0, to: facts.durationSeconds, by: 60).map { start in
      let range = facts.beats(from: start, to: min(start + 60, facts.durationSeconds))
      let trusted = range.filter { facts.isTrusted[$0] }
      guard trusted.count >= 5 else { return nil }
      return 60 * Double(trusted.count) / trusted.reduce(0) { $0 + facts.interval(to: $1) }
    }
  }
}
