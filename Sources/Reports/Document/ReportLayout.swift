import Drawing
import HubModel

/// Puts a report's content into the words and order of the printed page, Chinese and English side by side.
struct ReportLayout {
  let content: ReportContent
  let keyImages: [KeyImage]
  let ecgPages: [ECGPage]

  var page: ReportPage {
    ReportPage(
      institution: content.hospital.name, title: title, badge: AmendmentLayout(content: content).badge, facts: facts, sections: sections,
      signatures: [.reporting(name: content.author.name), .reviewing()], closing: closing, footer: footer, ecgPages: ecgPages)
  }

  private var title: BilingualLine {
    switch content.study.kind {
    case .ecg: BilingualLine(chinese: "心电图诊断报告", english: "Electrocardiogram Report")
    case .imaging: BilingualLine(chinese: "影像诊断报告", english: "Imaging Report")
    }
  }

  private var facts: [LabelledText] {
    let (patient, study) = (content.patient, content.study)
    let id = patient.issuer.isEmpty ? patient.id : "\(patient.id) (\(patient.issuer))"
    let name = patient.isNameRepaired ? patient.name + "（编码已修复 repaired）" : patient.name
    let all = [
      LabelledText("姓名 Name", name),
      LabelledText("患者号 Patient", id),
      LabelledText("性别 Sex", patient.sex.map(Self.words) ?? ""),
      LabelledText("年龄 Age", patient.age ?? ""),
      LabelledText("出生日期 Born", patient.birthDate ?? ""),
      LabelledText("送检机构 Clinic", "\(content.clinic.name) (\(content.clinic.code))"),
      LabelledText("检查时间 Time", study.startedAt.map(Self.shown) ?? ""),
      LabelledText("检查类型 Modality", study.modality),
      LabelledText("检查描述 Study", study.description),
      LabelledText("检查号 Accession", study.accessionNumber),
      LabelledText("报告编号 Report", "\(content.reportID)  v\(content.version)"),
      LabelledText("判读编号 Reading", content.readingID),
    ]
    return all.filter { !$0.value.isEmpty }
  }

  private var sections: [ReportSection] {
    var sections = AmendmentLayout(content: content).sections
    if !content.measurements.isEmpty {
      let values = content.measurements.prefix(60).map { measurement in
        LabelledText(
          measurement.name.zh == measurement.name.en ? measurement.name.zh : "\(measurement.name.zh) \(measurement.name.en)",
          measurement.unit.isEmpty ? measurement.value : "\(measurement.value) \(measurement.unit)")
      }
      sections.append(ReportSection(heading: BilingualLine(chinese: "测量值", english: "Measurements"), blocks: [.facts(Array(values))]))
    }
    if !keyImages.isEmpty {
      let pictures = keyImages.map { ReportBlock.picture($0.image, caption: $0.caption) }
      sections.append(ReportSection(heading: BilingualLine(chinese: "关键图像", english: "Key images"), blocks: pictures))
    }
    if let screening = content.screening {
      sections.append(
        ReportSection(
          heading: BilingualLine(chinese: "自动分析（供参考）", english: "Automated analysis (for reference)"), blocks: [.paragraph(words(screening))]))
    }
    let texts = [
      (BilingualLine(chinese: "检查所见", english: "Findings"), content.findings),
      (BilingualLine(chinese: "诊断意见", english: "Impression"), content.impression),
    ]
    for (heading, text) in texts where !text.isEmpty { sections.append(ReportSection(heading: heading, blocks: [.paragraph(text)])) }
    if let grade = content.readerGrade {
      sections.append(ReportSection(heading: BilingualLine(chinese: "医师分级", english: "Physician's grade"), blocks: [.paragraph(Self.words(grade))]))
    }
    return sections
  }

  private func words(_ screening: ReportContent.Screening) -> String {
    let lines = screening.statements.map { "\($0.text.zh)  \($0.text.en)" }
    return (["分级 Grade: \(Self.words(screening.grade))    \(screening.algorithmVersion)"] + lines).joined(separator: "\n")
  }

  private var closing: String {
    "本报告以数字签名为准，打印件仅供参阅；可用 readinghub verify 或任意支持 PAdES 的软件核验。"
      + "\nThe digital signatures in the PDF file make this report valid; check them with readinghub verify or any PAdES software."
  }

  private var footer: String { "\(content.reportID)  v\(content.version)" }

  private static func words(_ sex: Sex) -> String {
    switch sex {
    case .female: "女 Female"
    case .male: "男 Male"
    case .other: "其他 Other"
    }
  }

  private static func words(_ grade: Grade) -> String {
    switch grade {
    case .critical: "危急 Critical"
    case .warning: "预警 Warning"
    case .ordinary: "普通 Ordinary"
    case .ungraded: "不予分级 Ungraded"
    }
  }

  /// `2026-03-01T08:00:00+08:00` → `2026-03-01 08:00:00 +08:00`.
  private static func shown(_ time: String) -> String {
    guard time.utf8.count > 19, time.dropFirst(10).first == "T" else { return time }
    return time.prefix(10) + " " + time.dropFirst(11).prefix(8) + " " + time.dropFirst(19)
  }
}
