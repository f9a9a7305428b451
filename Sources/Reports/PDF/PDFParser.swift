import Trust

/// Reads PDF values from bytes: bounded in depth, `nil` at the first thing that is not right.
struct PDFParser {
  private let bytes: [UInt8]
  private let end: Int
  private(set) var position: Int
  private static let deepest = 24

  init(bytes: [UInt8], from position: Int, to end: Int) {
    self.bytes = bytes
    self.end = min(end, bytes.count)
    self.position = max(0, position)
  }

  mutating func readValue(depth: Int = 0) -> PDFValue? {
    guard depth < Self.deepest else { return nil }
    skipBlanks()
    guard position < end else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "/"): return readName().map(PDFValue.name)
    case UInt8(ascii: "("): return readLiteralString().map(PDFValue.string)
    case UInt8(ascii: "["): return readArray(depth: depth)
    case UInt8(ascii: "<"):
      if position + 1 < end, bytes[position + 1] == UInt8(ascii: "<") { return readDictionary(depth: depth) }
      return readHexString().map(PDFValue.string)
    case UInt8(ascii: "t"): return take("true") ? .boolean(true) : nil
    case UInt8(ascii: "f"): return take("false") ? .boolean(false) : nil
    case UInt8(ascii: "n"): return take("null") ? .null : nil
    default: return readNumberOrReference()
    }
  }

  /// A non-negative whole number after blanks.
  mutating func readInteger() -> Int? {
    skipBlanks()
    let start = position
    while position < end, position - start < 11, isDigit(bytes[position]) { position += 1 }
    return Int(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// Exactly this text, after blanks.
  mutating func take(_ text: StaticString) -> Bool {
    skipBlanks()
    return takeHere(text)
  }

  /// Exactly this text, here.
  mutating func takeHere(_ text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard position + wanted.count <= end, bytes[position..<position + wanted.count].elementsEqual(wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func readDictionary(depth: Int) -> PDFValue? {
    position += 2
    var dictionary = PDFDictionary()
    while true {
      skipBlanks()
      if takeHere(">>") { return .dictionary(dictionary) }
      guard position < end, bytes[position] == UInt8(ascii: "/"), let key = readName(), let value = readValue(depth: depth + 1),
        dictionary.add(key, value)
      else { return nil }
    }
  }

  private mutating func readArray(depth: Int) -> PDFValue? {
    position += 1
    var values: [PDFValue] = []
    while true {
      skipBlanks()
      if takeHere("]") { return .array(values) }
      guard let value = readValue(depth: depth + 1) else { return nil }
      values.append(value)
    }
  }

  private mutating func readName() -> String? {
    position += 1
    let start = position
    while position < end, isRegular(bytes[position]) { position += 1 }
    let name = bytes[start..<position]
    return name.isEmpty || name.contains { $0 > 0x7e } ? nil : String(decoding: name, as: UTF8.self)
  }

  private mutating func readNumberOrReference() -> PDFValue? {
    let start = position
    while position < end, isRegular(bytes[position]) { position += 1 }
    guard isNumber(bytes[start..<position]) else { return nil }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let afterNumber = position
    if let number = Int(text), number > 0, let generation = readInteger(), generation == 0, take("R"), position >= end || !isRegular(bytes[position])
    {
      return .reference(number)
    }
    position = afterNumber
    return .number(text)
  }

  private mutating func readHexString() -> [UInt8]? {
    let start = position + 1
    guard let close = bytes[start..<end].firstIndex(of: UInt8(ascii: ">")) else { return nil }
    position = close + 1
    return Hexadecimal.decode(bytes[start..<close])
  }

  /// Cairo writes its producer and dates so; escapes other than of brackets and backslash are left to nobody.
  private mutating func readLiteralString() -> [UInt8]? {
    position += 1
    var text: [UInt8] = []
    var depth = 1
    while position < end {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard position < end, [UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\")].contains(bytes[position]) else { return nil }
        text.append(bytes[position])
        position += 1
        continue
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return text }
      default: break
      }
      text.append(byte)
    }
    return nil
  }

  private mutating func skipBlanks() {
    while position < end {
      if bytes[position] == UInt8(ascii: "%") {
        while position < end, bytes[position] != 0x0a, bytes[position] != 0x0d { position += 1 }
      } else if isBlank(bytes[position]) {
        position += 1
      } else {
        return
      }
    }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 || byte == 0x0c || byte == 0
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// A sign, digits and at most one point (7.3.3); fifteen digits, so that sums of two never overflow.
  private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let unsigned = text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") ? text.dropFirst() : text
    var (digits, points) = (0, 0)
    for byte in unsigned {
      if isDigit(byte) { digits += 1 } else if byte == UInt8(ascii: ".") { points += 1 } else { return false }
    }
    return (1...15).contains(digits) && points <= 1
  }

  private func isRegular(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "/"), UInt8(ascii: "%"):
      false
    default: true
    }
  }
}
