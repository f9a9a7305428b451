import HubAPI
import HubModel

/// The text a doctor writes: two sections under headings, lines that begin with `#` left out, an optional grade.
struct ReportText: Equatable, Sendable {
  var findings: String
  var impression: String
  var grade: Grade?

  private enum Section { case findings, impression, grade }

  /// Reads what was written; `nil` without both headings.
  ///
  /// Headings may be written `== 所见 Findings ==`, `所见`, `Findings:`, `所见：…` (text on the same line counts).
  init?(parsing text: String) {
    var sections: [Section: [String]] = [:]
    var current: Section?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init) {
      if line.hasPrefix("#") { continue }
      if let (section, rest) = Self.heading(line) {
        current = section
        sections[section, default: []] += rest.isEmpty ? [] : [rest]
      } else if let current {
        sections[current, default: []].append(line)
      }
    }
    guard let findings = sections[.findings], let impression = sections[.impression] else { return nil }
    self.findings = Self.body(findings)
    self.impression = Self.body(impression)
    let word = sections[.grade].map(Self.body) ?? ""
    grade = Self.grade(word)
    // A word that is no grade must not pass for none.
    guard word.isEmpty || grade != nil else { return nil }
  }

  init(findings: String, impression: String, grade: Grade?) {
    self.findings = findings
    self.impression = impression
    self.grade = grade
  }

  /// The text to open in an editor. Everything from outside is escaped, so that no name can make a heading.
  func template(_ detail: ReadingDetail) -> String {
    let row = detail.reading
    let facts = [row.id.description, row.isIdentityPending ? "" : row.patientName, row.clinicName, row.modality, row.studyDescription]
    let said = detail.remarks + detail.screeningReasons + detail.screeningFindings
    let reasons = said.map { "#   " + PlainText.escaped("\($0.chinese) / \($0.english)") }
    let head =
      ["# " + facts.filter { !$0.isEmpty }.map { PlainText.escaped($0) }.joined(separator: " · ")]
      + ["# 以 # 开头的行不进入报告。 Lines that begin with # are not part of the report."]
      + (reasons.isEmpty ? [] : ["# 自动分析（供参考） Automatic analysis, to be confirmed:"] + reasons)
    let grades = "# 可选：危急 critical、预警 warning、普通 ordinary"
    return
      (head + [
        "", "== 所见 Findings ==", findings, "", "== 诊断 Impression ==", impression, "", "== 分级 Grade ==", grades, grade?.rawValue ?? "", "",
      ]).joined(separator: "\n")
  }

  /// A draft from what the core measured and said; the doctor changes and confirms it.
  static func draft(for detail: ReadingDetail) -> ReportText {
    let measured = detail.measurements.map { row in
      PlainText.escaped("\(row.nameChinese) \(row.value)" + (row.unit.isEmpty ? "" : " \(row.unit)"))
    }
    let said = detail.screeningFindings.map { PlainText.escaped($0.chinese) }
    return ReportText(
      findings: measured.isEmpty ? "" : measured.joined(separator: "，") + "。", impression: said.joined(separator: "\n"), grade: nil)
  }

  private static let words: [(Section, [String])] = [
    (.findings, ["检查所见", "所见", "findings"]), (.impression, ["诊断意见", "诊断", "impression", "conclusion"]), (.grade, ["分级", "grade"]),
  ]

  /// A line that is nothing but marks and heading words, or `heading: text`.
  private static func heading(_ line: String) -> (Section, String)? {
    let bare = line.drop { "= *\t".contains($0) }
    for (section, names) in words {
      var rest = String(bare)
      var isNamed = false
      while let name = names.first(where: { rest.lowercased().hasPrefix($0) }) {
        isNamed = true
        rest = String(rest.dropFirst(name.count)).trimmingMarks(" \t/")
      }
      guard isNamed else { continue }
      if rest.allSatisfy({ "= *\t:：".contains($0) }) { return (section, "") }
      if let first = rest.first, first == ":" || first == "：" { return (section, String(rest.dropFirst()).trimmingSpaces) }
    }
    return nil
  }

  private static func body(_ lines: [String]) -> String {
    let trimmed = lines.map { line in String(line.reversed().drop { $0.isWhitespace }.reversed()) }
    let start = trimmed.drop { $0.isEmpty }
    return start.reversed().drop { $0.isEmpty }.reversed().joined(separator: "\n")
  }

  private static func grade(_ text: String) -> Grade? {
    let word = text.lowercased()
    let known: [(String, Grade)] = [("危急", .critical), ("预警", .warning), ("普通", .ordinary)]
    return Grade(rawValue: word) ?? known.first { $0.0 == text }?.1
  }
}

extension String {
  fileprivate func trimmingMarks(_ marks: String) -> String { String(drop { marks.contains($0) }) }
}
