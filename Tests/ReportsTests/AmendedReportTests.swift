import HubModel
import HubTesting
import Testing
import Trust

@testable import Reports

@Suite("Amended and preliminary reports")
struct AmendedReportTests {
  private static func amended(_ kind: AmendmentKind = .corrected, of first: ReportContent) throws -> ReportContent {
    var content = first
    let digest = try first.digest()
    (content.version, content.previousDigest) = (2, digest)
    content.impression = "1. 窦性心律 Sinus rhythm\n2. 下壁ST段抬高 Inferior ST elevation"
    content.amendment = .init(kind: kind, reason: "部位写错", version: 1, digest: digest, changes: content.changes(from: first))
    return content
  }

  @Test("the data name the version before, its digest, the reason and the changed lines alone; canonical both ways")
  func data() throws {
    let first = makeContent()
    let content = try Self.amended(of: first)
    let change = try #require(content.amendment?.changes.first)
    #expect(content.amendment?.changes.count == 1 && change.part == .impression)
    #expect(change.removed == ["2. 前壁ST段抬高 Anterior ST elevation"] && change.added == ["2. 下壁ST段抬高 Inferior ST elevation"])
    let bytes = try content.canonicalJSON()
    #expect(try ReportContent(canonicalJSON: bytes) == content)
    #expect(String(decoding: bytes, as: UTF8.self).contains(#""kind":"corrected""#))
    // A first report's bytes know neither key.
    let plain = String(decoding: try first.canonicalJSON(), as: UTF8.self)
    #expect(!plain.contains("amendment") && !plain.contains("needsReview"))
  }

  @Test("an amendment of itself or of a later version, and one without a reason, is not complete")
  func incomplete() throws {
    let good = try Self.amended(of: makeContent())
    for change: (inout ReportContent) -> Void in [
      { $0.amendment?.version = 2 }, { $0.amendment?.version = 0 }, { $0.amendment?.reason = "" }, { $0.needsReview = false },
    ] {
      var content = good
      change(&content)
      #expect(throws: ReportError(.contentIncomplete)) { try content.canonicalJSON() }
    }
  }

  @Test("the status follows from the content and the signatures", arguments: AmendmentKind.allCases)
  func status(_ kind: AmendmentKind) throws {
    let hospital = try #require(InventedAuthority.shared)
    var content = try Self.amended(kind, of: makeContent())
    let issued = try sign(makeUnsigned(content), .reporter, by: hospital.reporter)
    #expect(hospital.verifier.verify(pdf: issued, at: later).status == kind.status)
    content.needsReview = true
    let early = try sign(makeUnsigned(content), .reporter, by: hospital.reporter)
    let result = hospital.verifier.verify(pdf: early, at: later)
    #expect(result.isValid && result.status == .preliminary)
    let both = hospital.verifier.verify(pdf: try sign(early, .reviewer, by: hospital.reviewer), at: later)
    #expect(both.isValid && both.status == kind.status && both.contentDigest == result.contentDigest)
  }

  @Test("the page says what it is, why and what changed; a withdrawn one carries that badge")
  func page() throws {
    let corrected = ReportLayout(content: try Self.amended(of: makeContent()), keyImages: [], ecgPages: []).page
    let section = try #require(corrected.sections.first)
    #expect(section.heading.chinese == "更正报告" && section.heading.english == "Corrected report")
    guard case .paragraph(let text) = try #require(section.blocks.first) else { throw ReportError(.contentIncomplete) }
    #expect(text.contains("部位写错") && text.contains("− 2. 前壁") && text.contains("+ 2. 下壁") && text.contains("第 1 版"))
    #expect(corrected.badge?.text.english == "Critical", "a critical value goes before a mere amendment")
    let withdrawn = ReportLayout(content: try Self.amended(.withdrawn, of: makeContent()), keyImages: [], ecgPages: []).page
    #expect(withdrawn.badge?.text.chinese == "已撤回")
    var waiting = makeContent()
    waiting.needsReview = true
    let page = ReportLayout(content: waiting, keyImages: [], ecgPages: []).page
    #expect(page.sections.first?.heading.english == "Preliminary until reviewed")
    #expect(ReportLayout(content: makeContent(), keyImages: [], ecgPages: []).page.sections.first?.heading.english == "Measurements")
  }

  @Test(
    "lines that were put in, taken away and kept; an empty text has none",
    arguments: [
      ("", "", "", ""), ("a", "", "a", ""), ("", "a\nb", "", "a|b"), ("a\nb\nc", "a\nx\nc", "b", "x"), ("a\na", "a", "a", ""),
    ])
  func difference(_ old: String, _ new: String, _ removed: String, _ added: String) {
    let (before, after) = (TextDifference.split(old), TextDifference.split(new))
    let lines = TextDifference.lines(from: before, to: after)
    #expect(lines.filter { $0.kind == .removed }.map(\.text).joined(separator: "|") == removed)
    #expect(lines.filter { $0.kind == .added }.map(\.text).joined(separator: "|") == added)
    #expect(lines.filter { $0.kind != .added }.map(\.text) == before && lines.filter { $0.kind != .removed }.map(\.text) == after)
  }
}
