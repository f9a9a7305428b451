/// Blanks comments and the contents of string, character and regular-expression literals with spaces, newlines kept,
/// so that braces and words in what remains are code. Code inside `\( … )` of a string stays.
struct SourceBlanker {
  enum Dialect { case swift, cFamily }

  private let bytes: [UInt8]
  private let dialect: Dialect
  private var output: [UInt8]
  private var position = 0

  private static let newline = UInt8(ascii: "\n"), space = UInt8(ascii: " "), quote = UInt8(ascii: "\""), hash = UInt8(ascii: "#")
  private static let slash = UInt8(ascii: "/"), star = UInt8(ascii: "*"), backslash = UInt8(ascii: "\\")
  private static let open = UInt8(ascii: "("), close = UInt8(ascii: ")"), apostrophe = UInt8(ascii: "'")

  init(_ bytes: [UInt8], dialect: Dialect) {
    self.bytes = bytes
    self.dialect = dialect
    output = bytes
  }

  func blanked() -> [UInt8] {
    var copy = self
    copy.scanCode(untilCloseParenthesis: false)
    return copy.output
  }

  private func byte(_ offset: Int = 0) -> UInt8? {
    let index = position + offset
    return index < bytes.count ? bytes[index] : nil
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] != Self.newline { output[position] = Self.space }
      position += 1
    }
  }

  /// Scans code to the end, or to the parenthesis that closes an interpolation.
  private mutating func scanCode(untilCloseParenthesis: Bool) {
    var depth = 0
    while let current = byte() {
      switch current {
      case Self.slash where byte(1) == Self.slash: skipLineComment()
      case Self.slash where byte(1) == Self.star: skipBlockComment()
      case Self.slash where dialect == .swift && startsRegularExpression(): skipRegularExpression()
      case Self.quote: scanString(hashes: 0)
      case Self.hash where dialect == .swift && hashesBeforeQuote() > 0:
        let hashes = hashesBeforeQuote()
        blank(hashes)
        scanString(hashes: hashes)
      case Self.apostrophe where dialect == .cFamily: skipCharacterLiteral()
      case Self.open:
        depth += 1
        position += 1
      case Self.close:
        if untilCloseParenthesis && depth == 0 { return }
        depth -= 1
        position += 1
      default: position += 1
      }
    }
  }

  private func hashesBeforeQuote() -> Int {
    var count = 0
    while byte(count) == Self.hash { count += 1 }
    return byte(count) == Self.quote ? count : 0
  }

  private mutating func skipLineComment() {
    while let current = byte(), current != Self.newline { blank() }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    while position < bytes.count {
      if byte() == Self.slash && byte(1) == Self.star {
        depth += 1
        blank(2)
      } else if byte() == Self.star && byte(1) == Self.slash {
        depth -= 1
        blank(2)
        if depth == 0 || dialect == .cFamily { return }
      } else {
        blank()
      }
    }
  }

  private mutating func skipCharacterLiteral() {
    position += 1
    while let current = byte(), current != Self.apostrophe, current != Self.newline { blank(current == Self.backslash ? 2 : 1) }
    if byte() == Self.apostrophe { position += 1 }
  }

  /// A slash after an operator or an opening bracket that is closed on its line opens a bare regular expression.
  private func startsRegularExpression() -> Bool {
    guard let next = byte(1), next != Self.space, next != Self.newline, next != Self.close else { return false }
    var before = position - 1
    while before >= 0, bytes[before] == Self.space { before -= 1 }
    guard before < 0 || "(,=:[{;!&|?\n".utf8.contains(bytes[before]) else { return false }
    var index = position + 1
    while index < bytes.count, bytes[index] != Self.newline {
      if bytes[index] == Self.backslash { index += 1 } else if bytes[index] == Self.slash { return true }
      index += 1
    }
    return false
  }

  private mutating func skipRegularExpression() {
    position += 1
    while let current = byte(), current != Self.slash, current != Self.newline { blank(current == Self.backslash ? 2 : 1) }
    if byte() == Self.slash { position += 1 }
  }

  private func hasQuotes(_ count: Int) -> Bool { (0..<count).allSatisfy { byte($0) == Self.quote } }
  private func hasHashes(_ count: Int, from offset: Int) -> Bool { (0..<count).allSatisfy { byte(offset + $0) == Self.hash } }

  /// At an opening quote. Interpolations are scanned as code, everything else is blanked; the quotes stay.
  private mutating func scanString(hashes: Int) {
    let quotes = dialect == .swift && hasQuotes(3) ? 3 : 1
    position += quotes
    while let current = byte() {
      if hasQuotes(quotes) && hasHashes(hashes, from: quotes) {
        position += quotes
        blank(hashes)
        return
      }
      if quotes == 1 && current == Self.newline { return }
      if current == Self.backslash && hasHashes(hashes, from: 1) {
        if dialect == .swift && byte(1 + hashes) == Self.open {
          blank(1 + hashes)
          position += 1
          scanCode(untilCloseParenthesis: true)
          position += 1
        } else {
          blank(2 + hashes)
        }
      } else {
        blank()
      }
    }
  }
}
