import Foundation
import Testing

@Suite("Error codes")
struct ErrorCodeTests {
  @Test("every code in the sources stands in docs/error-codes.md, and no other")
  func codesAreDocumented() {
    let documented = ErrorCodes.documented(in: Checkout.text("docs/error-codes.md"))
    var declared: Set<String> = []
    for file in SourceFile.sources where file.isSwift {
      let codes = ErrorCodes.declared(in: file)
      declared.formUnion(codes)
      let missing = codes.subtracting(documented).sorted()
      #expect(missing.isEmpty, "\(file.path): not in docs/error-codes.md: \(missing)")
    }
    #expect(declared.count > 50, "only \(declared.count) codes were found: the scanner is blind")
    let stale = documented.subtracting(declared).sorted()
    #expect(stale.isEmpty, "docs/error-codes.md explains codes nobody uses: \(stale)")
  }

  @Test("every code has its sentence in both languages")
  func sentencesAreThere() {
    for line in Checkout.text("docs/error-codes.md").split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(cells.count == 3 && cells.allSatisfy { !$0.isEmpty }, "\(line): add the sentence to the source and run `make error-codes`")
    }
  }
}
