/// Chooses what a person should look at: by urgency, no two of one stretch, each reason a few times at most.
struct TrendStrips {
  let facts: TrendFacts
  let trend: ECGTrend
  /// Length of a strip about what lasts but a moment.
  static let seconds = 10.0
  /// No longer strip is proposed: of a long episode its beginning.
  static let longestSeconds = 30.0
  /// How often one reason is shown.
  static let perReason = 3

  private struct Candidate {
    var reason: TrendStrip.Reason
    var text: BilingualText
    var startSecond: Double
    var endSecond: Double
  }

  func strips(maximum: Int) -> [TrendStrip] {
    var chosen: [TrendStrip] = []
    for candidate in candidates() where chosen.count < maximum {
      let (start, end) = window(candidate)
      // What is on a strip already is not shown again.
      guard !chosen.contains(where: { $0.startSecond <= candidate.startSecond && candidate.startSecond < $0.endSecond }) else { continue }
      chosen.append(TrendStrip(rank: chosen.count + 1, reason: candidate.reason, text: candidate.text, startSecond: start, endSecond: end))
    }
    return chosen
  }

  private func window(_ candidate: Candidate) -> (Double, Double) {
    let length = min(Self.longestSeconds, max(Self.seconds, candidate.endSecond - candidate.startSecond + 4))
    let middle = min((candidate.startSecond + candidate.endSecond) / 2, candidate.startSecond + length / 2 - 2)
    let start = max(0, min(middle - length / 2, facts.durationSeconds - length))
    return (start, min(facts.durationSeconds, start + length))
  }

  /// In order of urgency.
  private func candidates() -> [Candidate] {
    lethal() + pauses(long: true) + runs(trend.ventricular, .ventricularRun, "连发室性心搏", "ventricular run") + fibrillation() + st(isPositional: false)
      + rates()
      + pauses(long: false) + runs(trend.supraventricular, .supraventricularRun, "连发室上性早搏", "supraventricular run") + ectopy()
      + st(isPositional: true)
  }

  private func lethal() -> [Candidate] {
    trend.ventricularFibrillation.sorted { $0.seconds > $1.seconds }.prefix(Self.perReason).map { span in
      candidate(
        .ventricularFibrillation, span.startSecond, span.endSecond, "疑似心室颤动/扑动 \(Evidence.tenths(span.seconds)) s",
        "ventricular fibrillation or flutter suspected, \(Evidence.tenths(span.seconds)) s")
    }
  }

  private func pauses(long: Bool) -> [Candidate] {
    trend.pauses.filter { ($0.seconds >= 3) == long }.prefix(long ? Self.perReason : 1).map { span in
      candidate(
        long ? .longPause : .pause, span.startSecond, span.endSecond, "停搏 \(Evidence.tenths(span.seconds)) s",
        "pause of \(Evidence.tenths(span.seconds)) s"
      )
    }
  }

  /// The longest runs, the fastest of them always among them.
  private func runs(_ ectopy: EctopyCount, _ reason: TrendStrip.Reason, _ chinese: String, _ english: String) -> [Candidate] {
    var chosen = Array(ectopy.runs.prefix(Self.perReason))
    if let fastest = ectopy.runs.max(by: { $0.ratePerMinute < $1.ratePerMinute }), !chosen.contains(fastest) { chosen[chosen.count - 1] = fastest }
    return chosen.map { run in
      let rate = Int(run.ratePerMinute.rounded())
      let end = run.startSecond + Double(run.beatCount) * 60 / run.ratePerMinute
      return candidate(
        reason, run.startSecond, end, "\(chinese) \(run.beatCount)个，\(rate)次/分", "\(english) of \(run.beatCount) beats, \(rate)/min")
    }
  }

  /// The first beginning, and that of the longest episode.
  private func fibrillation() -> [Candidate] {
    let episodes = trend.atrialFibrillation.episodes
    guard let first = episodes.first, let longest = episodes.max(by: { $0.seconds < $1.seconds }) else { return [] }
    return (first == longest ? [first] : [longest, first]).map { span in
      let minutes = Evidence.tenths(span.seconds / 60)
      return candidate(
        .atrialFibrillationOnset, span.startSecond, span.startSecond, "心房颤动开始，持续 \(minutes) 分钟", "atrial fibrillation begins, lasting \(minutes) min")
    }
  }

  /// The largest departures; those that may be the body's turning come last of all.
  private func st(isPositional: Bool) -> [Candidate] {
    let ranked = trend.stEpisodes.filter { $0.isPossiblyPositional == isPositional }.sorted { abs($0.peakMicrovolts) > abs($1.peakMicrovolts) }
    return ranked.prefix(isPositional ? 1 : Self.perReason).map { episode in
      let size = Evidence.tenths(abs(episode.peakMicrovolts) / 100)
      let isUp = episode.peakMicrovolts > 0
      let caution = episode.isPossiblyPositional ? (chinese: "，可能为体位改变", english: ", perhaps by position") : (chinese: "", english: "")
      return candidate(
        .stEpisode, episode.peakSecond, episode.peakSecond, "\(episode.lead) ST段\(isUp ? "上移" : "下移") \(size) mm\(caution.chinese)",
        "ST \(isUp ? "up" : "down") \(size) mm in \(episode.lead)\(caution.english)")
    }
  }

  private func rates() -> [Candidate] {
    [(TrendStrip.Reason.slowest, trend.rate.slowest, "最慢心率", "slowest rate"), (.fastest, trend.rate.fastest, "最快心率", "fastest rate")].compactMap {
      reason, point, chinese, english in
      point.map {
        let rate = Int($0.ratePerMinute.rounded())
        return candidate(reason, $0.startSecond, $0.endSecond, "\(chinese) \(rate)次/分", "\(english) \(rate)/min")
      }
    }
  }

  private func ectopy() -> [Candidate] {
    var result: [Candidate] = []
    let ventricular = trend.ventricular
    if let span = ventricular.longestBigeminy {
      let text = ("室性早搏二联律 \(Int(span.seconds.rounded())) s", "ventricular bigeminy, \(Int(span.seconds.rounded())) s")
      result.append(candidate(.ventricularBigeminy, span.startSecond, span.endSecond, text.0, text.1))
    }
    if let start = ventricular.firstCoupletSecond {
      let text = ("成对室性早搏，共\(ventricular.coupletCount)对", "ventricular couplet, the first of \(ventricular.coupletCount)")
      result.append(candidate(.ventricularCouplet, start, start + 2, text.0, text.1))
    }
    if let start = EctopyCount.densest(.ventricular, in: facts) {
      let text = ("室性早搏最密处，共\(ventricular.beatCount)个", "densest of \(ventricular.beatCount) ventricular beats")
      result.append(candidate(.ventricularBeat, start, start + Self.seconds, text.0, text.1))
    }
    if let start = EctopyCount.densest(.supraventricular, in: facts) {
      let count = trend.supraventricular.beatCount
      let text = ("室上性早搏最密处，共\(count)个", "densest of \(count) premature supraventricular beats")
      result.append(candidate(.supraventricularBeat, start, start + Self.seconds, text.0, text.1))
    }
    return result
  }

  private func candidate(_ reason: TrendStrip.Reason, _ start: Double, _ end: Double, _ chinese: String, _ english: String) -> Candidate {
    Candidate(reason: reason, text: BilingualText(chinese: chinese, english: english), startSecond: start, endSecond: end)
  }
}
