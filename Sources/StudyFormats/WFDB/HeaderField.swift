/// Takes a header field apart from left to right.
struct HeaderField {
  private(set) var rest: Substring

  init(_ text: some StringProtocol) { rest = Substring(text) }

  var isAtEnd: Bool { rest.isEmpty }

  /// Takes `mark` when it is next.
  mutating func take(_ mark: Character) -> Bool {
    guard rest.first == mark else { return false }
    rest.removeFirst()
    return true
  }

  /// Takes the ASCII characters that satisfy `belongs`.
  mutating func takeWhile(_ belongs: (UInt8) -> Bool) -> Substring {
    let end = rest.utf8.firstIndex { !belongs($0) } ?? rest.endIndex
    let taken = rest[..<end]
    rest = rest[end...]
    return taken
  }

  /// A whole number with an optional sign, of at most ten digits.
  mutating func takeInteger() -> Int? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    let digits = takeWhile(Self.isDigit)
    guard digits.utf8.count <= 10, let number = Int(digits) else { return nil }
    return isNegative ? -number : number
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
