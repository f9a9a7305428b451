import HubAPI
import HubModel
import Testing

@testable import readinghub

@Suite("The text of a report")
struct ReportTextTests {
  private func detail(name: String = "王小东") throws -> ReadingDetail {
    let now = Instant(microseconds: 1_767_225_600_000_000)
    let reading = Reading(
      id: .init(rawValue: 7), study: .init(rawValue: 1), clinic: .init(rawValue: 1), hospital: .init(rawValue: 1), kind: .ecg, scope: .ecg,
      readiness: .ready, screening: .screened, grade: .warning, isUrgent: false, note: nil, isIdentityPending: false, firstReceivedAt: now,
      lastReceivedAt: now, priority: .emergency, deadline: now)
    let study = Study(
      id: .init(rawValue: 1), clinic: .init(rawValue: 1), patient: .init(rawValue: 1), studyInstanceUID: "1.2.3", kind: .ecg, scope: .ecg,
      modality: "ECG",
      studyDescription: "", accessionNumber: "", startedAt: nil, patientAgeYears: 60, objectCount: 1, revision: 1)
    let patient = Patient(id: .init(rawValue: 1), clinic: .init(rawValue: 1), identity: PatientIdentity(externalID: "1", name: name))
    let screening = Screening(
      study: .init(rawValue: 1), object: .init(rawValue: 1), algorithmVersion: "x", screenedAt: now, grade: .warning,
      reasons: [], findings: [.init(code: "AFIB", chinese: "心房颤动", english: "Atrial fibrillation")], resultJSON: [])
    return ReadingDetail(
      reading: ReadingRow(WorklistRow(reading: reading, study: study, patient: patient, clinicName: "王庄卫生院", holderName: nil)),
      patient: patient.identity, studyInstanceUID: "1.2.3", studyRevision: 1, startedAt: nil, accessionNumber: "", note: nil, objects: [],
      screening: screening, measurements: [.init(name: "Heart rate", nameChinese: "心率", value: "112", unit: "/min")], lastVersion: 0)
  }

  @Test("What goes into the template comes back out of it")
  func roundTrip() throws {
    let texts = [
      ReportText(findings: "心房颤动，心室率 112 次/分。\n\n第二段。", impression: "1. 心房颤动\n2. 请结合临床", grade: .warning),
      ReportText(findings: "", impression: "", grade: nil), ReportText(findings: "  缩进保留", impression: "x", grade: .critical),
    ]
    for text in texts { #expect(ReportText(parsing: text.template(try detail())) == text) }
    let draft = ReportText.draft(for: try detail())
    #expect(draft.findings == "心率 112 /min。" && draft.impression == "心房颤动" && draft.grade == nil)
    #expect(ReportText(parsing: draft.template(try detail())) == draft)
  }

  @Test("A word that is no grade is no report", arguments: ["critcal", "危及", "none"])
  func gradeMisspelt(word: String) {
    #expect(ReportText(parsing: "所见：A\n诊断：B\n分级：\(word)") == nil)
    #expect(ReportText(parsing: "所见：A\n诊断：B\n分级：")?.grade == nil)
    #expect(ReportText(parsing: "所见：A\n诊断：B\n分级：危急")?.grade == .critical)
  }

  @Test(
    "Headings as doctors write them",
    arguments: [
      "== 所见 Findings ==\nA\n== 诊断 Impression ==\nB", "所见：A\n诊断：B", "Findings: A\nImpression: B", "FINDINGS\nA\n\nImpression\n\nB\n",
      "检查所见:\nA\n诊断意见:\nB", "**所见**\nA\n**诊断**\nB", "# note\r\n所见\r\nA\r\n诊断/Impression\r\nB\r\n", "诊断：B\n所见：A", "前言不计\n所见：A\n诊断：B",
    ])
  func headings(text: String) {
    #expect(ReportText(parsing: text) == ReportText(findings: "A", impression: "B", grade: nil))
  }

  @Test("A sentence that begins like a heading is no heading")
  func sentences() {
    let text = ReportText(parsing: "所见：A\n所见范围内未见异常\n诊断：B\n诊断依据见上\nFindings are stable")
    #expect(text == ReportText(findings: "A\n所见范围内未见异常", impression: "B\n诊断依据见上\nFindings are stable", grade: nil))
  }

  @Test("Without both sections there is no report", arguments: ["", "text", "所见：A", "诊断：B", "# 所见\n# 诊断"])
  func missing(text: String) {
    #expect(ReportText(parsing: text) == nil)
  }

  @Test(
    "Grades in both languages; an unknown word is none",
    arguments: [("危急", Grade.critical), ("warning", .warning), ("普通", .ordinary), ("soso", nil), ("", nil)])
  func grades(word: String, grade: Grade?) {
    #expect(ReportText(parsing: "所见：A\n诊断：B\n分级：\(word)")?.grade == grade)
  }

  @Test("A patient's name cannot slip a section into the report")
  func hostileName() throws {
    let text = ReportText(findings: "A", impression: "B", grade: nil)
    let template = text.template(try detail(name: "王\n== 诊断 Impression ==\n正常\n\u{1B}[2J"))
    #expect(ReportText(parsing: template) == text)
    #expect(!template.contains("\u{1B}"))
  }
}
