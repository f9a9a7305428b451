import Trust

/// One value of a PDF file (ISO 32000-1, 7.3), as far as classic files without object streams need it.
indirect enum PDFValue: Equatable {
  case null
  case boolean(Bool)
  /// As written, so that a number read and written again stays the same text.
  case number(String)
  /// Without the slash, escapes as written.
  case name(String)
  case string([UInt8])
  case array([PDFValue])
  case dictionary(PDFDictionary)
  case reference(Int)

  static func integer(_ value: Int) -> PDFValue { .number(String(value)) }

  /// A text string: UTF-16 with a byte order mark, or ASCII as it is (7.9.2.2).
  static func text(_ text: String) -> PDFValue {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return .string(Array(text.utf8)) }
    return .string([0xfe, 0xff] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] })
  }

  var asText: String? {
    guard case .string(let bytes) = self else { return nil }
    guard bytes.starts(with: [0xfe, 0xff]) else { return bytes.allSatisfy { $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : nil }
    guard bytes.count % 2 == 0 else { return nil }
    let units = stride(from: 2, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    return String(validating: units, as: UTF16.self)
  }

  var asInteger: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }
  var asName: String? {
    guard case .name(let name) = self else { return nil }
    return name
  }
  var asReference: Int? {
    guard case .reference(let number) = self else { return nil }
    return number
  }
  var asArray: [PDFValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }
  var asDictionary: PDFDictionary? {
    guard case .dictionary(let dictionary) = self else { return nil }
    return dictionary
  }

  /// The one way we write a value; strings are hexadecimal, so that no escaping can go wrong.
  var written: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let text): text
    case .name(let name): "/" + name
    case .string(let bytes): "<" + Hexadecimal.encode(bytes) + ">"
    case .array(let values): "[" + values.map(\.written).joined(separator: " ") + "]"
    case .dictionary(let dictionary): dictionary.written
    case .reference(let number): "\(number) 0 R"
    }
  }
}

/// A PDF dictionary that keeps its order.
struct PDFDictionary: Equatable {
  private(set) var entries: [(key: String, value: PDFValue)]

  init(_ entries: [(key: String, value: PDFValue)] = []) { self.entries = entries }

  subscript(key: String) -> PDFValue? { entries.first { $0.key == key }?.value }

  /// Adds an entry; `false` when the key is there already.
  mutating func add(_ key: String, _ value: PDFValue) -> Bool {
    guard self[key] == nil else { return false }
    entries.append((key, value))
    return true
  }

  func adding(_ more: [(key: String, value: PDFValue)]) -> PDFDictionary { PDFDictionary(entries + more) }

  var written: String { "<< " + entries.map { "/\($0.key) \($0.value.written)" }.joined(separator: " ") + " >>" }

  static func == (left: Self, right: Self) -> Bool {
    left.entries.elementsEqual(right.entries) { $0.key == $1.key && $0.value == $1.value }
  }
}
