@testable import Drawing

/// Pages with signals whose size on paper is known.
enum TestPages {
  static let metadata = PDFMetadata(title: "心电图", author: "ReadingHub", createdISO8601: "2026-11-22T05:00:00Z")
  static let standardTwelve = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]

  /// 0 for 0.9 s, then 1 mV for 0.1 s, repeated: the rising edges are one second apart.
  static func pulses(samplingRateHertz: Double = 500, seconds: Double = 10) -> [Float] {
    let period = max(1, Int(samplingRateHertz))
    return (0..<Int(seconds * samplingRateHertz)).map { $0 % period >= period * 9 / 10 ? 1000 : 0 }
  }

  static func twelveLead(layout: ECGPageLayout? = nil, name: String = "王小东") -> ECGPage {
    ECGPage(
      title: BilingualLine(chinese: "十二导联心电图", english: "12-lead ECG"), institution: "清河县人民医院",
      badge: Badge(BilingualLine(chinese: "危急", english: "Critical"), tone: .critical),
      facts: [LabelledText("姓名 Name", name)], measurements: [LabelledText("心率 HR", "60 bpm")],
      statements: [ECGPageStatement(BilingualLine(chinese: "窦性心律", english: "Sinus rhythm"))],
      leads: standardTwelve.map { ECGPageLead(name: $0, samplesMicrovolts: pulses()) }, samplingRateHertz: 500, layout: layout,
      filters: "0.05–150 Hz", footer: "test")
  }

  static func report(findings: String, pictures: [RasterImage] = [], ecgPages: [ECGPage] = []) -> ReportPage {
    ReportPage(
      institution: "清河县人民医院", title: BilingualLine(chinese: "心电图诊断报告", english: "ECG diagnostic report"),
      facts: [LabelledText("姓名 Name", "王小东"), LabelledText("编号 ID", "P-1")],
      sections: [
        ReportSection(
          heading: BilingualLine(chinese: "所见", english: "Findings"),
          blocks: [.paragraph(findings)] + pictures.map { .picture($0, caption: "关键图像") })
      ],
      closing: "本报告经数字签名后有效。", footer: "RH-1 · v1", ecgPages: ecgPages)
  }
}
