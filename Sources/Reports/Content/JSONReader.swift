/// Reads JSON for `CanonicalJSON`: bounded, and `nil` at the first thing that is not right.
struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private static let deepest = 32

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func readDocument() -> CanonicalJSON? {
    guard let value = readValue(depth: 0) else { return nil }
    skipBlanks()
    return position == bytes.count ? value : nil
  }

  private mutating func readValue(depth: Int) -> CanonicalJSON? {
    guard depth < Self.deepest else { return nil }
    skipBlanks()
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "{"): return readObject(depth: depth)
    case UInt8(ascii: "["): return readArray(depth: depth)
    case UInt8(ascii: "\""): return readString().map(CanonicalJSON.string)
    case UInt8(ascii: "t"): return take("true") ? .boolean(true) : nil
    case UInt8(ascii: "f"): return take("false") ? .boolean(false) : nil
    case UInt8(ascii: "n"): return take("null") ? .null : nil
    default: return readInteger()
    }
  }

  private mutating func readObject(depth: Int) -> CanonicalJSON? {
    position += 1
    var members: [String: CanonicalJSON] = [:]
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      guard let key = readString(), members[key] == nil else { return nil }
      skipBlanks()
      guard take(":"), let value = readValue(depth: depth + 1) else { return nil }
      members[key] = value
      skipBlanks()
      if take("}") { return .object(members) }
      guard take(",") else { return nil }
    }
  }

  private mutating func readArray(depth: Int) -> CanonicalJSON? {
    position += 1
    var values: [CanonicalJSON] = []
    skipBlanks()
    if take("]") { return .array(values) }
    while true {
      guard let value = readValue(depth: depth + 1) else { return nil }
      values.append(value)
      skipBlanks()
      if take("]") { return .array(values) }
      guard take(",") else { return nil }
    }
  }

  private mutating func readInteger() -> CanonicalJSON? {
    let start = position
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
    let digitsStart = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    let digits = bytes[digitsStart..<position]
    let isPlain = !digits.isEmpty && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
    let isFraction = position < bytes.count && [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position])
    guard isPlain, !isFraction, let value = Int64(String(decoding: bytes[start..<position], as: UTF8.self)),
      value.magnitude <= CanonicalJSON.largestInteger.magnitude, !(value == 0 && start != digitsStart)
    else { return nil }
    return .integer(value)
  }

  private mutating func readString() -> String? {
    guard take("\"") else { return nil }
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
      case 0..<0x20: return nil
      case UInt8(ascii: "\\"):
        guard let scalar = readEscape() else { return nil }
        text += String(Character(scalar)).utf8
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func readEscape() -> Unicode.Scalar? {
    guard position < bytes.count else { return nil }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return readUnicodeEscape()
    default: return nil
    }
  }

  /// Four digits, or two times four for a character beyond the basic plane; a lone surrogate is nothing.
  private mutating func readUnicodeEscape() -> Unicode.Scalar? {
    guard let first = readFourDigits() else { return nil }
    guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
    guard take("\\u"), let second = readFourDigits(), UTF16.isTrailSurrogate(second) else { return nil }
    return Unicode.Scalar(0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
  }

  private mutating func readFourDigits() -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = bytes[position..<position + 4]
    position += 4
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 || bytes[position] == 0x0a || bytes[position] == 0x0d {
      position += 1
    }
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard position + wanted.count <= bytes.count, bytes[position..<position + wanted.count].elementsEqual(wanted) else { return false }
    position += wanted.count
    return true
  }
}
