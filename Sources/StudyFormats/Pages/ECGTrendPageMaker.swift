import Drawing
import ECGCore
import HubModel

/// A long recording's trend as a page to be drawn.
package enum ECGTrendPageMaker {
  /// - Parameters:
  ///   - record: the record's name, for the title block.
  ///   - startedAt: when the first sample was taken; `nil` counts hours from the beginning.
  ///   - timeZone: by whose clock the hours are marked.
  package static func page(
    for trend: ECGTrend, record: String, startedAt: Instant?, timeZone: String = ECGLoader.defaultTimeZone
  ) -> ECGTrendPage {
    let began = startedAt.map { ECGPageHeading.text($0, timeZone: timeZone) }
    return ECGTrendPage(
      texts: texts(trend, record: record, began: began), durationSeconds: max(trend.durationSeconds, 1),
      startOfDaySeconds: began.flatMap(secondsOfDay),
      hours: trend.hours.map { hour in
        ECGTrendPage.Hour(
          seconds: hour.startSecond...(hour.startSecond + max(0, hour.durationSeconds)), slowestPerMinute: hour.slowestRatePerMinute,
          meanPerMinute: hour.meanRatePerMinute, fastestPerMinute: hour.fastestRatePerMinute)
      }, ratesOfMinutes: trend.ratesOfMinutes, counts: counts(trend), spans: spans(trend), placesSeconds: trend.strips.map(\.startSecond))
  }

  private static func counts(_ trend: ECGTrend) -> [ECGTrendPage.Counts] {
    [
      ECGTrendPage.Counts(
        BilingualLine(chinese: "室早", english: "V"), values: trend.hours.map { Double($0.ventricularBeatCount) }, tone: .critical),
      ECGTrendPage.Counts(
        BilingualLine(chinese: "室上早", english: "S"), values: trend.hours.map { Double($0.supraventricularBeatCount) }, tone: .warning),
    ]
  }

  private static func spans(_ trend: ECGTrend) -> [ECGTrendPage.Spans] {
    func ranges(_ spans: [TrendSpan]) -> [ClosedRange<Double>] {
      spans.filter { $0.endSecond >= $0.startSecond }.map { $0.startSecond...$0.endSecond }
    }
    let unusable = trend.hours.filter { $0.unusableSeconds > 0 }.map { hour in
      // Known by the hour only: as much of it as cannot be read, from its beginning.
      hour.startSecond...(hour.startSecond + min(hour.unusableSeconds, hour.durationSeconds))
    }
    return [
      ECGTrendPage.Spans(BilingualLine(chinese: "房颤", english: "AF"), seconds: ranges(trend.atrialFibrillation.episodes), tone: .warning),
      ECGTrendPage.Spans(BilingualLine(chinese: "室颤", english: "VF"), seconds: ranges(trend.ventricularFibrillation), tone: .critical),
      ECGTrendPage.Spans(BilingualLine(chinese: "停搏", english: "pause"), seconds: ranges(trend.pauses), tone: .critical),
      ECGTrendPage.Spans(
        BilingualLine(chinese: "ST", english: "episode"),
        seconds: trend.stEpisodes.filter { $0.endSecond >= $0.startSecond }.map { $0.startSecond...$0.endSecond }, tone: .warning),
      ECGTrendPage.Spans(BilingualLine(chinese: "不可用", english: "unread"), seconds: unusable),
    ]
  }

  private static func texts(_ trend: ECGTrend, record: String, began: String?) -> ECGPageTexts {
    var texts = ECGPageTexts(
      title: BilingualLine(chinese: "动态心电图趋势", english: "Trend of a long recording"),
      facts: [
        LabelledText("记录 Record", record), LabelledText("开始 Start", began ?? "—"),
        LabelledText("导联 Leads", trend.leads.map(\.rawValue).joined(separator: ", ")), LabelledText("算法 Core", trend.algorithmVersion),
      ], measurements: measurements(trend),
      statementsHeading: BilingualLine(chinese: "建议查看的片段（未经医师确认）", english: "To look at, unconfirmed"))
    texts.statements = trend.strips.prefix(100).enumerated().map { index, strip in
      let words = "\(index + 1). \(clock(strip.startSecond)) "
      return ECGPageStatement(
        BilingualLine(chinese: words + strip.text.chinese, english: strip.text.english), tone: index < 3 ? .warning : .neutral)
    }
    return texts
  }

  private static func measurements(_ trend: ECGTrend) -> [LabelledText] {
    func whole(_ value: Double?, _ unit: String) -> String { value.map { "\(Int($0.rounded())) \(unit)" } ?? "—" }
    func share(_ value: Double) -> String { "\(Int((value * 10).rounded()) / 10).\(Int((value * 10).rounded()) % 10) %" }
    return [
      LabelledText("时长 Length", clock(trend.durationSeconds)),
      LabelledText("心搏 Beats", "\(trend.beatCount)"),
      LabelledText("平均 Mean", whole(trend.rate.meanPerMinute, "bpm")),
      LabelledText("最快 Fastest", whole(trend.rate.fastest?.ratePerMinute, "bpm")),
      LabelledText("最慢 Slowest", whole(trend.rate.slowest?.ratePerMinute, "bpm")),
      LabelledText("最长停搏", trend.pauses.first.map { "\(Double(Int($0.seconds * 10)) / 10) s" } ?? "—"),
      LabelledText("停搏 Pauses", "\(trend.pauseCount)"),
      LabelledText("室早 V", "\(trend.ventricular.beatCount)  \(share(trend.ventricular.sharePercent))"),
      LabelledText("连发 V runs", "\(trend.ventricular.runCount)"),
      LabelledText("室上早 S", "\(trend.supraventricular.beatCount)  \(share(trend.supraventricular.sharePercent))"),
      LabelledText("房颤 AF", share(trend.atrialFibrillation.sharePercent)),
      LabelledText("SDNN", whole(trend.variability.sdnnMilliseconds, "ms")),
      LabelledText("RMSSD", whole(trend.variability.rmssdMilliseconds, "ms")),
      LabelledText("不可用 Unread", clock(trend.unusableSeconds)),
    ]
  }

  /// `h:mm:ss` from the beginning.
  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e8))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(whole / 3_600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }

  /// Of `2026-11-22 08:15:02 +08:00`.
  private static func secondsOfDay(_ text: String) -> Double? {
    let parts = text.split(separator: " ")
    guard parts.count >= 2 else { return nil }
    let numbers = parts[1].split(separator: ":").compactMap { Double($0) }
    return numbers.count == 3 ? numbers[0] * 3_600 + numbers[1] * 60 + numbers[2] : nil
  }
}
