import HubAPI
import HubModel
import Testing

@testable import readinghub

@Suite("Changes between versions of a report")
struct ReportChangesTests {
  @Test(
    "every line of both is there once, in order",
    arguments: [
      (["a", "b", "c"], ["a", "x", "c"], ["  a", "- b", "+ x", "  c"]), ([], ["a"], ["+ a"]), (["a"], [], ["- a"]),
      (["a", "b"], ["b", "a"], ["- a", "  b", "+ a"]), (["a", "a"], ["a"], ["  a", "- a"]),
    ] as [([String], [String], [String])])
  func lines(_ old: [String], _ new: [String], _ expected: [String]) {
    let lines = ReportChanges.lines(from: old, to: new)
    #expect(lines.filter { !$0.hasPrefix("+") }.map { String($0.dropFirst(2)) } == old)
    #expect(lines.filter { !$0.hasPrefix("-") }.map { String($0.dropFirst(2)) } == new)
    #expect(lines.count == expected.count)
  }

  @Test("what another doctor changed is shown without what stayed; one's own changes are not")
  func byAnother() throws {
    let digest = try #require(BlobKey(rawValue: String(repeating: "0", count: 64)))
    func version(_ number: Int, _ author: String, _ impression: String) -> ReportVersionRow {
      ReportVersionRow(
        number: number, author: author, status: .final, contentDigest: digest,
        createdAt: Timestamp(Instant(microseconds: 0)), studyRevision: 1, findings: "所见", impression: impression, readerGrade: nil)
    }
    let screen = Screen(language: .en, isJSON: false, environment: [:])
    func shown(_ versions: [ReportVersionRow]) -> [String] { ReportChanges.byAnother(versions, on: screen) }
    #expect(shown([version(1, "陈静", "正常"), version(2, "林涛", "异常")]) == ["Changed by 林涛:", "- 正常", "+ 异常"])
    #expect(shown([version(1, "陈静", "正常"), version(2, "陈静", "异常")]).isEmpty)
    #expect(shown([version(1, "陈静", "正常")]).isEmpty && shown([]).isEmpty)
  }
}
