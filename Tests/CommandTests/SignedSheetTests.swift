import Foundation
import HubModel
import Reports
import Testing
import Trust

@testable import readinghub

@Suite("What a doctor sees before signing")
struct SignedSheetTests {
  private func content() -> ReportContent {
    func digest(_ text: String) -> SHA256Digest { SHA256Digest(hashing: Array(text.utf8)) }
    var content = ReportContent(
      reportID: "4X6QZE-3", version: 3, previousDigest: digest("previous"), readingID: "4X6QZE", studyRevision: 7,
      hospital: .init(name: "青山县人民医院"), clinic: .init(code: "BAIHE", name: "白鹤乡卫生院"),
      patient: .init(id: "BH200104", issuer: "HIS9", name: "周建华", isNameRepaired: true, sex: .female, birthDate: "1971-04-12", age: "54"),
      study: .init(
        instanceUID: "2.25.11", kind: .ecg, modality: "ECG", startedAt: "2026-11-22T10:00:00+08:00", description: "静息心电图", accessionNumber: "A77",
        objects: [digest("one"), digest("two")]), findings: "窦性心律\nV1-V2 ST 段抬高", impression: "急性心肌梗死",
      measurements: [.init(name: .init(zh: "心率", en: "Heart rate"), value: "62", unit: "/min")],
      screening: .init(
        algorithmVersion: "core-9", grade: .warning, statements: [.init(code: "LVH", text: .init(zh: "左心室肥厚", en: "Left ventricular hypertrophy"))]),
      readerGrade: .critical, isCritical: true, author: .init(readerID: "31", name: "林涛", hospital: "市医院"),
      createdAt: Instant(microseconds: 1_767_225_600_000_000), needsReview: true)
    content.amendment = .init(
      kind: .corrected, reason: "漏写", version: 2, digest: digest("issued"),
      changes: [.init(part: .impression, removed: ["未见异常"], added: ["请转诊"])])
    return content
  }

  private func sheet(_ content: ReportContent, _ language: Language) -> String {
    SignedSheet.lines(content, digest: "d1g357", on: Screen(language: language, isJSON: false, environment: [:])).joined(separator: "\n")
  }

  /// Every text and number of a JSON document.
  private static func leaves(_ value: Any) -> [String] {
    switch value {
    case let object as [String: Any]: object.values.flatMap(leaves)
    case let list as [Any]: list.flatMap(leaves)
    case let text as String: [text]
    case let number as NSNumber where CFBooleanLike.isNumber(number): [number.stringValue]
    default: []
    }
  }

  private enum CFBooleanLike {
    static func isNumber(_ value: NSNumber) -> Bool { value.objCType.pointee != CChar(UInt8(ascii: "c")) }
  }

  @Test("nothing is signed that the sheet does not show, in one language or the other")
  func isWhole() throws {
    let content = content()
    let shown = sheet(content, .zh) + sheet(content, .en)
    // Words of the document that the sheet says in the reader's language.
    let worded = ["female": "女", "critical": "危急", "warning": "预警", "corrected": "更正报告", "impression": "诊断"]
    let digests = Set(content.study.objects.map(\.hex))
    let all = Self.leaves(try JSONSerialization.jsonObject(with: Data(try content.canonicalJSON())))
    #expect(all.count > 35)
    for leaf in all {
      let expected = digests.contains(leaf) ? String(leaf.prefix(16)) : worded[leaf] ?? leaf
      for line in expected.split(separator: "\n") { #expect(shown.contains(line), "\(leaf)") }
    }
    #expect(shown.contains("字符集已修复") && shown.contains("需第二位医师签发") && shown.contains("told as critical") && shown.contains("d1g357"))
  }

  @Test("what a report says cannot break the terminal or stand as a line of the sheet")
  func isSafe() {
    var content = content()
    content.patient.name = "王\u{1b}[2J\n  分级      普通"
    content.impression = "一\n二\u{202e}"
    let text = sheet(content, .zh)
    #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}") && text.contains("王\\u{1b}[2J\\u{a}"))
    #expect(text.contains("\n    一\n    二"))
  }
}
