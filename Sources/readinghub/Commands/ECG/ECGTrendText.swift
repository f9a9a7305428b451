import ECGCore
import HubClient
import HubModel
import StudyFormats

/// Seconds of a recording as people read them: by the clock where its start is known, else from the start on.
struct TrendClock {
  var startedAt: Instant?
  var zone: String

  func text(_ second: Double) -> String {
    let whole = Int(second)
    guard let startedAt else {
      return "+" + [whole / 3_600, whole / 60 % 60, whole % 60].map { CivilTime.padded($0, 2) }.joined(separator: ":")
    }
    let words = ECGPageHeading.text(startedAt + .seconds(Int64(whole)), timeZone: zone).split(separator: " ")
    return words.count > 1 ? "\(words[0].dropFirst(5)) \(words[1])" : ""
  }
}

/// A trend in lines.
struct TrendText {
  let result: ECGTrendCommand.Result
  let clock: TrendClock
  private var trend: ECGTrend { result.trend }

  init(result: ECGTrendCommand.Result, clock: TrendClock) {
    self.result = result
    self.clock = clock
  }

  func show(on screen: Screen) {
    func words(_ text: BilingualText) -> String { PlainText.escaped(screen.text(text.chinese, text.english)) }
    let leads = trend.leads.map { PlainText.escaped($0.rawValue) }.joined(separator: " ")
    let start = clock.startedAt.map { "  " + ECGPageHeading.text($0, timeZone: clock.zone) } ?? ""
    screen.say(PlainText.escaped(result.file) + start + "  " + Self.length(trend.durationSeconds) + "  \(leads)")
    for (name, value) in facts(on: screen) { screen.say("  " + DisplayWidth.padded(name, to: 18) + value) }
    screen.show(hours(on: screen))
    if !trend.strips.isEmpty { screen.show(strips(on: screen)) }
    for assumption in result.assumptions { screen.say("  " + screen.text("说明", "note") + ": " + words(assumption)) }
  }

  /// `23 h 40 min`, `32 min`, `14 s`.
  static func length(_ seconds: Double) -> String {
    let minutes = Int((seconds / 60).rounded())
    if seconds < 90 { return "\(Int(seconds.rounded())) s" }
    return minutes < 90 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }

  private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  private func facts(on screen: Screen) -> [(String, String)] {
    var facts: [(String, String)] = []
    func add(_ chinese: String, _ english: String, _ value: String) { facts.append((screen.text(chinese, english), value)) }
    add(
      "心搏", "beats",
      "\(trend.beatCount)" + (trend.pacedBeatCount > 0 ? screen.text("，起搏 \(trend.pacedBeatCount)", ", \(trend.pacedBeatCount) paced") : ""))
    add("心率", "rate", rate(on: screen))
    add("室性", "ventricular", ectopy(trend.ventricular, on: screen))
    add("室上性", "supraventricular", ectopy(trend.supraventricular, on: screen))
    add("停搏 ≥ 2 s", "pauses >= 2 s", pauses(on: screen))
    let burden = trend.atrialFibrillation
    let share = "\(Self.tenths(burden.sharePercent)) %, \(Self.length(burden.seconds))"
    add("心房颤动", "atrial fibr.", burden.episodeCount == 0 ? "0" : share + screen.text("，\(burden.episodeCount)阵", ", \(burden.episodeCount) episodes"))
    if !trend.ventricularFibrillation.isEmpty {
      let places = trend.ventricularFibrillation.prefix(5).map { clock.text($0.startSecond) }.joined(separator: ", ")
      facts.append((screen.text("心室颤动/扑动", "ventr. fibr."), screen.painted("\(trend.ventricularFibrillation.count): \(places)", .alarm)))
    }
    add("ST", "ST", st(on: screen))
    add("心率变异", "variability", variability(on: screen))
    if trend.unusableSeconds > 0 { add("不可判读", "unusable", Self.length(trend.unusableSeconds)) }
    return facts
  }

  private func rate(on screen: Screen) -> String {
    guard let mean = trend.rate.meanPerMinute, let slowest = trend.rate.slowest, let fastest = trend.rate.fastest else { return "—" }
    func place(_ point: TrendRatePoint) -> String { "\(Int(point.ratePerMinute.rounded())) (\(clock.text(point.startSecond)))" }
    return screen.text("平均 ", "mean ") + "\(Int(mean.rounded()))" + screen.text("，最慢 ", ", slowest ") + place(slowest)
      + screen.text("，最快 ", ", fastest ") + place(fastest)
  }

  private func ectopy(_ ectopy: EctopyCount, on screen: Screen) -> String {
    guard ectopy.beatCount > 0 else { return "0" }
    var text = "\(ectopy.beatCount) (\(Self.tenths(ectopy.sharePercent)) %)"
    text += screen.text("，成对 \(ectopy.coupletCount)，连发 \(ectopy.runCount)", ", \(ectopy.coupletCount) couplets, \(ectopy.runCount) runs")
    if let longest = ectopy.runs.first {
      let rate = Int(longest.ratePerMinute.rounded())
      text += screen.text("（最长 \(longest.beatCount)个 \(rate)次/分）", " (longest \(longest.beatCount) beats at \(rate)/min)")
    }
    if ectopy.bigeminyCount > 0 { text += screen.text("，二联律 ", ", bigeminy ") + Self.length(ectopy.bigeminySeconds) }
    if ectopy.trigeminyCount > 0 { text += screen.text("，三联律 ", ", trigeminy ") + Self.length(ectopy.trigeminySeconds) }
    return text
  }

  private func pauses(on screen: Screen) -> String {
    guard let longest = trend.pauses.first else { return "0" }
    return "\(trend.pauseCount)" + screen.text("，最长 ", ", longest ") + "\(Self.tenths(longest.seconds)) s (\(clock.text(longest.startSecond)))"
  }

  private func st(on screen: Screen) -> String {
    let steady = trend.stEpisodes.filter { !$0.isPossiblyPositional }
    let turned = trend.stEpisodes.count - steady.count
    var text = "\(steady.count)" + screen.text("阵", " episodes")
    if let largest = steady.max(by: { abs($0.peakMicrovolts) < abs($1.peakMicrovolts) }) {
      let size = (largest.peakMicrovolts > 0 ? "+" : "-") + Self.tenths(abs(largest.peakMicrovolts) / 100)
      text += screen.text("，最大 ", ", largest ") + "\(size) mm \(PlainText.escaped(largest.lead.rawValue)) (\(clock.text(largest.peakSecond)))"
    }
    if turned > 0 { text += screen.text("；另\(turned)阵可能为体位改变", "; \(turned) more perhaps by position") }
    return text
  }

  private func variability(on screen: Screen) -> String {
    let values = trend.variability
    let parts = [
      ("SDNN", values.sdnnMilliseconds, " ms"), ("SDANN", values.sdannMilliseconds, " ms"), ("RMSSD", values.rmssdMilliseconds, " ms"),
      ("pNN50", values.pnn50Percent, " %"),
    ].compactMap { name, value, unit in value.map { "\(name) \(Int($0.rounded()))\(unit)" } }
    guard !parts.isEmpty else { return "—" }
    let short =
      values.isWholeDay
      ? "" : screen.text("（分析 \(Self.tenths(values.analysedHours)) h，不足一日）", " (\(Self.tenths(values.analysedHours)) h analysed: not a whole day)")
    return parts.joined(separator: ", ") + short
  }

  private func hours(on screen: Screen) -> TextTable {
    let titles = [
      screen.text("时间", "FROM"), screen.text("心搏", "BEATS"), screen.text("最慢", "MIN"), screen.text("平均", "MEAN"), screen.text("最快", "MAX"),
      screen.text("室性", "V"), screen.text("室上", "S"), screen.text("连发", "RUNS"), screen.text("停搏", "PAUSES"), screen.text("房颤min", "AF MIN"),
      "ST mm", screen.text("坏min", "BAD MIN"),
    ]
    var table = TextTable(titles.enumerated().map { .init(title: $1, isRightAligned: $0 > 0) })
    func whole(_ value: Double?) -> String { value.map { "\(Int($0.rounded()))" } ?? "—" }
    for hour in trend.hours {
      let pauses = hour.pauseCount == 0 ? "0" : "\(hour.pauseCount) (\(Self.tenths(hour.longestPauseSeconds ?? 0)) s)"
      table.add([
        .init(clock.text(hour.startSecond)), .init("\(hour.beatCount)"), .init(whole(hour.slowestRatePerMinute)),
        .init(whole(hour.meanRatePerMinute)),
        .init(whole(hour.fastestRatePerMinute)), .init("\(hour.ventricularBeatCount)"), .init("\(hour.supraventricularBeatCount)"),
        .init("\(hour.ventricularRunCount)", hour.ventricularRunCount > 0 ? .caution : nil), .init(pauses, hour.pauseCount > 0 ? .caution : nil),
        .init(Self.tenths(hour.atrialFibrillationSeconds / 60)), .init(hour.stPeakMicrovolts.map { Self.tenths($0 / 100) } ?? ""),
        .init(Self.tenths(hour.unusableSeconds / 60)),
      ])
    }
    return table
  }

  private func strips(on screen: Screen) -> TextTable {
    var table = TextTable([
      .init(title: screen.text("序", "#"), isRightAligned: true), .init(title: screen.text("时间", "STRIP AT")),
      .init(title: screen.text("时长", "LENGTH"), isRightAligned: true), .init(title: screen.text("理由", "WHY"), limit: 80),
    ])
    for strip in trend.strips {
      table.add([
        .init("\(strip.rank)"), .init(clock.text(strip.startSecond)), .init("\(Int((strip.endSecond - strip.startSecond).rounded())) s"),
        .init(screen.text(strip.text.chinese, strip.text.english)),
      ])
    }
    return table
  }
}
