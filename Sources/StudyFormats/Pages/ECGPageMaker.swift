import Drawing
import ECGCore
import HubModel

/// An ECG and what the core says of it, as a page to be drawn.
package enum ECGPageMaker {
  /// - Parameters:
  ///   - analysis: `nil` when the ECG was not analysed; the page says so.
  ///   - heading: `nil` takes what the file says.
  ///   - layout: `nil` takes 3 × 4 with a rhythm strip for twelve leads, a row a lead for fewer.
  ///   - startSeconds: where on a long recording the page begins.
  ///   - evidence: the statements whose evidence is marked; the analysis must be of this recording.
  package static func page(
    for document: ECGDocument, analysis: ECGAnalysis?, heading: ECGPageHeading? = nil, layout: ECGPageLayout? = nil,
    speed: PaperSpeed = .millimetres25PerSecond, gain: PaperGain = .millimetres10PerMillivolt, startSeconds: Double = 0,
    evidence: EvidenceChoice? = nil
  ) -> ECGPage {
    let heading = heading ?? ECGPageHeading(document)
    let recording = document.recording
    let leads = shownLeads(of: recording, from: startSeconds, speed: speed)
    var page = ECGPage(
      title: title(recording), institution: heading.institution, badge: badge(analysis), facts: heading.facts,
      measurements: analysis.map { measurements($0.measurements) + [status($0.measurementStatus)] } ?? [],
      statementsHeading: statementsHeading(analysis), statements: statements(analysis, document.assumptions), leads: leads,
      samplingRateHertz: recording.samplingRateHertz,
      startSeconds: startSeconds, recordingDurationSeconds: recording.durationSeconds, layout: layout, speed: speed, gain: gain,
      filters: filters(document, analysis), footer: heading.footer)
    if let analysis, let evidence {
      page.evidence = ECGEvidence.onTraces(
        evidence.statements(of: analysis), analysis, leads: leads, startSeconds: startSeconds, stripLead: page.stripLead)
    }
    return page
  }

  /// What the recorder did by the file's own words, and what was done here: nothing to the traces, and hum out of what was analysed.
  private static func filters(_ document: ECGDocument, _ analysis: ECGAnalysis?) -> String {
    let isHumRemoved = analysis?.quality.contains { $0.problems.contains(.mainsHum) } ?? false
    return statedFilters(document) + "；绘图未滤波 drawn unfiltered" + (isHumRemoved ? "；仅分析时去除工频 hum removed for analysis only" : "")
  }

  static func statedFilters(_ document: ECGDocument) -> String {
    document.filters.isEmpty ? "滤波未注明 filter not stated" : "滤波 filter " + document.filters
  }

  /// The stretch that fits on the paper, and no more: a day's recording need not be copied.
  private static func shownLeads(of recording: ECGRecording, from startSeconds: Double, speed: PaperSpeed) -> [ECGPageLead] {
    let rate = recording.samplingRateHertz
    guard rate.isFinite, rate > 0 else { return [] }
    let first = Int(min(max(0, startSeconds) * rate, Double(recording.sampleCount)))
    let count = Int((ECGPage.traceMillimetres / Double(speed.rawValue) * rate).rounded(.up)) + 2
    return recording.leads.map { lead in
      ECGPageLead(
        name: lead.name.rawValue, samplesMicrovolts: Array(lead.samplesMicrovolts.dropFirst(first).prefix(count)),
        note: lead.isDerived ? "推导 derived" : "")
    }
  }

  private static func title(_ recording: ECGRecording) -> BilingualLine {
    let count = recording.leads.count
    let isTwelve = LeadName.standardTwelve.allSatisfy { name in recording.leads.contains { $0.name == name } }
    if isTwelve, count == 12 { return BilingualLine(chinese: "十二导联心电图", english: "12-lead ECG") }
    return BilingualLine(chinese: "\(count) 导联心电图", english: "\(count)-lead ECG")
  }

  /// The core's grade in the words of the worklist.
  package static func badge(_ analysis: ECGAnalysis?) -> Badge {
    switch analysis?.grade {
    case .critical: Badge(BilingualLine(chinese: "危急", english: "Critical"), tone: .critical)
    case .warning: Badge(BilingualLine(chinese: "预警", english: "Warning"), tone: .warning)
    case .ordinary: Badge(BilingualLine(chinese: "普通", english: "Ordinary"), tone: .ordinary)
    case .ungraded: Badge(BilingualLine(chinese: "不予分级", english: "Ungraded"), tone: .neutral)
    case nil: Badge(BilingualLine(chinese: "未分析", english: "Not analysed"), tone: .neutral)
    }
  }

  /// Global measurements as label and value; what could not be measured is a dash.
  package static func measurements(_ values: GlobalMeasurements) -> [LabelledText] {
    [
      LabelledText("心率 HR", text(values.heartRatePerMinute, "bpm")),
      LabelledText("RR 间期", text(values.rrMeanMilliseconds, "ms")),
      LabelledText("P 时限 dur.", text(values.pDurationMilliseconds, "ms")),
      LabelledText("PR 间期", text(values.prIntervalMilliseconds, "ms")),
      LabelledText("QRS 时限", text(values.qrsDurationMilliseconds, "ms")),
      LabelledText("QT 间期", text(values.qtIntervalMilliseconds, "ms")),
      LabelledText("QTcF", text(values.qtcFridericiaMilliseconds, "ms")),
      LabelledText("QTcB", text(values.qtcBazettMilliseconds, "ms")),
      LabelledText("P 电轴 axis", text(values.pAxisDegrees, "°")),
      LabelledText("QRS 电轴", text(values.qrsAxisDegrees, "°")),
      LabelledText("T 电轴 axis", text(values.tAxisDegrees, "°")),
    ]
  }

  private static func status(_ status: MeasurementStatus) -> LabelledText {
    // The column is too narrow for more letters.
    let english = status == .notMeasured ? "not done" : status.text.english
    return LabelledText("测量 Status", status.text.chinese + " " + english)
  }

  private static func text(_ value: Double?, _ unit: String) -> String {
    guard let value, value.isFinite, abs(value) < 1e7 else { return "—" }
    return "\(Int(value.rounded()))" + (unit == "°" ? unit : " \(unit)")
  }

  private static func statementsHeading(_ analysis: ECGAnalysis?) -> BilingualLine {
    analysis == nil
      ? BilingualLine(chinese: "未做自动分析", english: "Not analysed")
      : BilingualLine(chinese: "自动分析（未经医师确认）", english: "Automated analysis, unconfirmed")
  }

  /// For an ungraded ECG why, then what is odd about the recording, the statements, why not everything was measured, and what was assumed
  /// in reading the file.
  private static func statements(_ analysis: ECGAnalysis?, _ assumptions: [BilingualText]) -> [ECGPageStatement] {
    var lines: [ECGPageStatement] = []
    if let analysis {
      let reasons = analysis.grade == .ungraded ? analysis.gradeReasons : []
      lines += reasons.map { ECGPageStatement(BilingualLine($0)) }
      lines += analysis.remarks.map { ECGPageStatement(BilingualLine($0.text), tone: .warning) }
      lines += analysis.statements.map { ECGPageStatement(BilingualLine($0.text), tone: Tone($0.grade)) }
      lines += analysis.measurementReasons.filter { !reasons.contains($0) }.map {
        ECGPageStatement(BilingualLine(chinese: "测量：" + $0.chinese, english: $0.english))
      }
    }
    lines += assumptions.map { ECGPageStatement(BilingualLine(chinese: "注：" + $0.chinese, english: $0.english)) }
    return Array(lines.prefix(100))
  }

  private static func line(_ text: BilingualText) -> BilingualLine { BilingualLine(chinese: text.chinese, english: text.english) }
}
