import Drawing
import HubModel

/// What stands over the findings where a report is not the first word, or not yet the last one.
struct AmendmentLayout {
  let content: ReportContent

  /// A withdrawn report is nothing else; a critical value goes before a mere amendment.
  var badge: Badge? {
    if content.amendment?.kind == .withdrawn { return Badge(Self.shortWords(.withdrawn), tone: .critical) }
    if content.isCritical { return Badge(BilingualLine(chinese: "危急值", english: "Critical"), tone: .critical) }
    return content.amendment.map { Badge(Self.shortWords($0.kind), tone: .warning) }
  }

  var sections: [ReportSection] {
    var sections: [ReportSection] = []
    if let amendment = content.amendment {
      sections.append(ReportSection(heading: Self.words(amendment.kind), blocks: [.paragraph(text(amendment))]))
    }
    if content.needsReview == true {
      let text =
        "本报告须由第二位医师审核。审核医师签名之前为初步报告。\n"
        + "A second doctor reviews this report. Without the reviewing physician's signature below it is PRELIMINARY."
      sections.append(ReportSection(heading: BilingualLine(chinese: "审核前为初步报告", english: "Preliminary until reviewed"), blocks: [.paragraph(text)]))
    }
    return sections
  }

  private func text(_ amendment: ReportContent.Amendment) -> String {
    var lines = [
      "本版（第 \(content.version) 版）取代第 \(amendment.version) 版。 This version (\(content.version)) takes the place of version \(amendment.version).",
      "原因 Reason: \(amendment.reason)",
    ]
    for change in amendment.changes {
      lines.append(Self.words(change.part) + ":")
      lines += change.removed.map { "− " + $0 } + change.added.map { "+ " + $0 }
    }
    return lines.joined(separator: "\n")
  }

  static func words(_ kind: AmendmentKind) -> BilingualLine {
    switch kind {
    case .amended: BilingualLine(chinese: "修订报告", english: "Amended report")
    case .corrected: BilingualLine(chinese: "更正报告", english: "Corrected report")
    case .appended: BilingualLine(chinese: "补充报告", english: "Appended report")
    case .withdrawn: BilingualLine(chinese: "报告已撤回", english: "Report withdrawn (entered in error)")
    }
  }

  /// What fits on the plate.
  private static func shortWords(_ kind: AmendmentKind) -> BilingualLine {
    switch kind {
    case .amended: BilingualLine(chinese: "修订", english: "Amended")
    case .corrected: BilingualLine(chinese: "更正", english: "Corrected")
    case .appended: BilingualLine(chinese: "补充", english: "Appended")
    case .withdrawn: BilingualLine(chinese: "已撤回", english: "Withdrawn")
    }
  }

  private static func words(_ part: ReportContent.Change.Part) -> String {
    switch part {
    case .findings: "检查所见 Findings"
    case .impression: "诊断意见 Impression"
    case .readerGrade: "医师分级 Physician's grade"
    }
  }
}
