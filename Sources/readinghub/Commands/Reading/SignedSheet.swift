import HubModel
import Reports

/// All that a doctor puts their name to, for the eye: every field of the signed JSON stands in one of these lines, objects by the beginning
/// of their digests.
enum SignedSheet {
  static func lines(_ content: ReportContent, digest: String, on screen: Screen) -> [String] {
    var rows = head(content, on: screen)
    rows += content.amendment.map { amendment($0, on: screen) } ?? []
    rows += machine(content, on: screen)
    rows += block("所见", "Findings", content.findings, on: screen) + block("诊断", "Impression", content.impression, on: screen)
    // An image is graded by nobody unless its doctor does.
    if content.study.kind == .ecg || content.readerGrade != nil || content.isCritical { rows.append(grade(content, on: screen)) }
    rows.append(author(content, on: screen))
    rows.append(row("摘要", "Digest", "\(content.schema) · SHA-256 \(digest)" + (content.previousDigest.map { " ← \($0.hex)" } ?? ""), on: screen))
    return rows
  }

  private static func head(_ content: ReportContent, on screen: Screen) -> [String] {
    let (patient, study) = (content.patient, content.study)
    let sex = patient.sex.map { WorklistTable.word($0, on: screen) }
    let repaired = patient.isNameRepaired ? screen.text("（字符集已修复）", " (character set repaired)") : nil
    let review = content.needsReview == true ? screen.text("需第二位医师签发", "a second doctor issues it") : nil
    let version = screen.text("第 \(content.version) 版", "version \(content.version)")
    return [
      row("报告", "Report", joined([content.readingID, version, content.reportID, review]), on: screen),
      row("患者", "Patient", joined([patient.name + (repaired ?? ""), sex, patient.age, patient.birthDate, patient.id, patient.issuer]), on: screen),
      row("诊所", "Clinic", joined(["\(content.clinic.name) (\(content.clinic.code))", content.hospital.name]), on: screen),
      row(
        "检查", "Study",
        joined([study.modality, study.kind.rawValue, study.startedAt, study.description, study.accessionNumber, study.instanceUID]), on: screen),
      row(
        "对象", "Objects",
        joined([String(study.objects.count), screen.text("检查修订号 \(content.studyRevision)", "revision \(content.studyRevision)")])
          + study.objects.map { " \($0.hex.prefix(16))" }.joined(), on: screen),
    ]
  }

  private static func amendment(_ amendment: ReportContent.Amendment, on screen: Screen) -> [String] {
    let what = screen.text("取代第 \(amendment.version) 版", "takes the place of version \(amendment.version)")
    let status = StatusWords.text(amendment.kind.status, on: screen)
    let changes = amendment.changes.flatMap { change in
      change.removed.map { screen.painted("    - " + PlainText.escaped($0), .alarm) }
        + change.added.map { screen.painted("    + " + PlainText.escaped($0), .good) }
    }
    return [row("修订", "Amended", joined([status, what, amendment.digest.hex, amendment.reason]), on: screen)] + changes
  }

  private static func machine(_ content: ReportContent, on screen: Screen) -> [String] {
    var rows: [String] = []
    if !content.measurements.isEmpty {
      let values = content.measurements.map { screen.text($0.name.zh, $0.name.en) + " \($0.value) \($0.unit)" }
      rows.append(row("测量", "Measured", joined(values), on: screen))
    }
    if let screening = content.screening {
      rows.append(row("自动分析", "Program", joined([WorklistTable.words(screening.grade, on: screen), screening.algorithmVersion]), on: screen))
      rows += screening.statements.map { "    " + PlainText.escaped(screen.text($0.text.zh, $0.text.en) + " (\($0.code))") }
    }
    return rows
  }

  private static func grade(_ content: ReportContent, on screen: Screen) -> String {
    let own = content.readerGrade.map { WorklistTable.words($0, on: screen) } ?? screen.text("医师未分级", "no grade of the doctor's")
    let critical = content.isCritical ? screen.text("按危急值处理", "told as critical") : nil
    return row("分级", "Grade", joined([own, critical]), content.isCritical ? .alarm : nil, on: screen)
  }

  private static func author(_ content: ReportContent, on screen: Screen) -> String {
    let author = content.author
    return row("医师", "Doctor", joined([author.name, author.hospital, "ID \(author.readerID)", content.createdAt]), on: screen)
  }

  private static func block(_ chinese: String, _ english: String, _ text: String, on screen: Screen) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + PlainText.escaped(String($0)) }
    return [row(chinese, english, "", on: screen)] + lines
  }

  private static func row(_ chinese: String, _ english: String, _ text: String, _ tint: Tint? = nil, on screen: Screen) -> String {
    let shown = PlainText.escaped(text)
    return "  " + DisplayWidth.padded(screen.text(chinese, english), to: 10) + (tint.map { screen.painted(shown, $0) } ?? shown)
  }

  private static func joined(_ parts: [String?]) -> String { parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ") }
}
