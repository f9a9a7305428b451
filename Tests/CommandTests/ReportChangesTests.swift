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
}
