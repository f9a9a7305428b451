import Foundation
import Testing

@Suite struct LimitsTests {
  /// `Type.constant = value` or `Type.constant { value }` in the last column of a row.
  private static func named(in line: Substring) -> [(type: String, constant: String, value: String)] {
    guard let cell = line.split(separator: "|").last(where: { !$0.allSatisfy(\.isWhitespace) }) else { return [] }
    return cell.matches(of: /`(\w+)\.(\w+) ((?:= |\{ )[^`]+)`/).map { (String($0.1), String($0.2), String($0.3)) }
  }

  @Test("docs/limits.md names each bound as the sources have it")
  func documented() throws {
    let sources = Checkout.paths.filter { $0.hasPrefix("Sources/") && $0.hasSuffix(".swift") }.map { Checkout.text($0) }
    var compared = 0
    for line in Checkout.text("docs/limits.md").split(separator: "\n") where line.hasPrefix("| ") {
      for (type, constant, value) in Self.named(in: line) {
        let declaration = try Regex(#"(?:struct|enum|class|extension|protocol) \#(type)\b"#)
        let setting = try Regex(#"(?:let|var) \#(constant)(?:: \w+)? \#(NSRegularExpression.escapedPattern(for: value))(?!\S)"#)
        let isThere = sources.contains { $0.contains(declaration) && $0.contains(setting) }
        #expect(isThere, "\(type).\(constant) \(value) stands in no source")
        compared += 1
      }
    }
    #expect(compared >= 40, "only \(compared) bounds are compared")
  }

  @Test("each row says where its bound stands")
  func everyRow() {
    let rows = Checkout.text("docs/limits.md").split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
    #expect(rows.count > 25)
    for row in rows { #expect(row.contains("`Edge`") || !Self.named(in: row).isEmpty, "\(row)") }
  }
}

@Suite struct HostileInputDocumentTests {
  @Test("every test that docs/hostile-input.md names exists")
  func namedTests() throws {
    let named = Checkout.text("docs/hostile-input.md").matches(of: /`(\w+Tests)\.(\w+)`/).map { (String($0.1), String($0.2)) }
    #expect(named.count >= 30, "only \(named.count) tests are named")
    for (suite, function) in named {
      let paths = Checkout.paths.filter { $0.hasPrefix("Tests/") && $0.hasSuffix("/\(suite).swift") }
      #expect(paths.contains { Checkout.text($0).contains("func \(function)(") }, "\(suite).\(function)")
    }
  }
}
