import HubAPI
import HubClient
import HubModel

/// What a reader is told of a study, in lines.
enum DetailText {
  static func lines(_ detail: ReadingDetail, on screen: Screen) -> [String] {
    let row = detail.reading
    var lines = [
      "\(row.id)  " + PlainText.escaped(WorklistTable.patient(row, on: screen)) + "  " + WorklistTable.ageAndSex(row, on: screen) + "  "
        + PlainText.escaped(row.clinicName) + "  " + PlainText.escaped(row.modality) + "  " + PlainText.escaped(row.studyDescription)
    ]
    if let note = detail.note, !note.isEmpty { lines.append(screen.text("备注", "Note") + ": " + PlainText.escaped(note)) }
    lines += reports(detail, on: screen)
    guard row.kind == .ecg else {
      return lines + [screen.text("对象 \(detail.objects.count) 个", "Objects: \(detail.objects.count)")]
    }
    let grade = WorklistTable.grade(row, on: screen)
    lines.append(screen.text("自动分级", "Grade of the core") + ": " + (grade.tint.map { screen.painted(grade.text, $0) } ?? grade.text))
    lines += detail.screeningReasons.map { "  " + words($0, on: screen) }
    lines += detail.remarks.map { "  " + screen.painted(words($0, on: screen), .caution) }
    lines += statements(detail, on: screen)
    lines += status(detail, on: screen)
    lines += detail.measurements.map { "  " + measurement($0, on: screen) }
    if detail.algorithmVersion == nil { lines.append(screen.text("没有自动分析结果，请直接阅图。", "No automatic analysis: read the trace itself.")) }
    return lines
  }

  /// The report so far, and what it does not speak of.
  private static func reports(_ detail: ReadingDetail, on screen: Screen) -> [String] {
    var lines = detail.versions.isEmpty ? [] : [screen.text("报告", "Report") + ":"] + HistoryText.lines(detail.versions, on: screen)
    lines += ReportChanges.byAnother(detail.versions, on: screen).map { "  " + $0 }
    if let reason = returned(detail.reading, on: screen) { lines.append("  " + reason) }
    if detail.lateObjectCount > 0 {
      let count = detail.lateObjectCount
      lines.append("  " + screen.painted(screen.text("签发后又收到 \(count) 个对象，报告未包含", "\(count) object(s) came after the report was written"), .caution))
    }
    if let kind = detail.reading.amendment {
      let reason = detail.reading.amendmentReason.map { PlainText.escaped($0) } ?? ""
      lines.append("  " + screen.text("修订中", "Being amended") + ": " + StatusWords.painted(kind.status, on: screen) + "  " + reason)
    }
    return lines
  }

  /// Why the second doctor gave it back.
  static func returned(_ row: ReadingRow, on screen: Screen) -> String? {
    row.returnReason.map { screen.painted(screen.text("退回原因", "Given back") + ": " + PlainText.escaped($0), .caution) }
  }

  private static func statements(_ detail: ReadingDetail, on screen: Screen) -> [String] {
    guard !detail.screeningFindings.isEmpty || !detail.overrides.isEmpty else { return [] }
    let heading = screen.text("自动分析（供参考）", "Automatic statements (to be confirmed)") + ":"
    let said =
      detail.statements.isEmpty ? detail.screeningFindings.map { "  " + words($0, on: screen) } : detail.statements.map { statement($0, on: screen) }
    return [heading] + said + OverrideText.lines(detail.overrides, on: screen)
  }

  /// Code, words and the numbers that made it true.
  private static func statement(_ row: StatementRow, on screen: Screen) -> String {
    let evidence = row.evidence.isEmpty ? "" : "  (" + row.evidence.map { PlainText.escaped($0) }.joined(separator: "; ") + ")"
    return "  " + DisplayWidth.padded(PlainText.escaped(row.code), to: 8) + " " + PlainText.escaped(screen.text(row.chinese, row.english)) + evidence
  }

  /// Over the measurements: how far they may be trusted.
  private static func status(_ detail: ReadingDetail, on screen: Screen) -> [String] {
    guard let status = detail.measurementStatus else { return [] }
    let heading = screen.text("测量", "Measurements") + ": " + words(status, on: screen)
    return [heading] + detail.measurementReasons.map { "  " + words($0, on: screen) }
  }

  static func words(_ finding: Screening.Finding, on screen: Screen) -> String {
    PlainText.escaped(screen.text(finding.chinese, finding.english))
  }

  static func measurement(_ row: MeasurementRow, on screen: Screen) -> String {
    DisplayWidth.padded(PlainText.escaped(screen.text(row.nameChinese, row.name)), to: 16) + " " + PlainText.escaped(row.value) + " "
      + PlainText.escaped(row.unit)
  }
}

/// What is different from the patient's earlier ECG, in lines.
enum PriorText {
  static func lines(_ prior: PriorECG, on screen: Screen) -> [String] {
    guard let earlier = prior.earlier else {
      return [screen.text("与既往比较：该患者没有更早的心电图。", "Earlier ECG: there is no earlier ECG of this patient.")]
    }
    let when = prior.earlierStartedAt.map { TimeWords.local($0.instant) } ?? ""
    var lines = [screen.text("与既往比较", "Against the earlier ECG") + ": \(earlier.id)  " + when]
    if let verdict = prior.verdict { lines.append("  " + DetailText.words(verdict, on: screen)) }
    lines += prior.cautions.map { "  " + screen.painted(DetailText.words($0, on: screen), .caution) }
    lines += prior.changes.map { change in
      let evidence = change.evidence.isEmpty ? "" : "  (" + change.evidence.map { PlainText.escaped($0) }.joined(separator: "; ") + ")"
      return "  " + PlainText.escaped(screen.text(change.chinese, change.english)) + evidence
    }
    return lines
  }
}
