import Foundation

/// JSON in one spelling (RFC 8785, JSON Canonicalization Scheme, without fractions): keys in order of their UTF-16 code units, no
/// blanks, shortest escapes, text as it is (never normalised). Numbers are integers that every JSON reader holds exactly (± 2⁵³ − 1);
/// measurements travel as text, so that no two programs round them differently.
package enum CanonicalJSON: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case string(String)
  case array([CanonicalJSON])
  case object([String: CanonicalJSON])

  static let largestInteger: Int64 = (1 << 53) - 1

  /// The canonical bytes of any value that encodes to JSON objects, texts and whole numbers; `nil` properties are left out.
  /// - Throws: `report-content-not-canonical` for fractions and for whatever JSON cannot say.
  package static func encode(_ value: some Encodable) throws(ReportError) -> [UInt8] {
    guard let data = try? JSONEncoder().encode(value) else { throw ReportError(.contentNotCanonical) }
    return try parse(Array(data)).bytes
  }

  /// Reads canonical bytes; a value in any other spelling, with a key doubled or with properties the type does not know, is refused.
  /// - Throws: `report-content-not-canonical`.
  package static func decode<Value: Codable>(_ type: Value.Type, from bytes: [UInt8]) throws(ReportError) -> Value {
    guard try parse(bytes).bytes == bytes, let value = try? JSONDecoder().decode(type, from: Data(bytes)),
      try encode(value) == bytes
    else { throw ReportError(.contentNotCanonical) }
    return value
  }

  /// Parses any JSON text (RFC 8259) without fractions, exponents, doubled keys or broken UTF-8, nested at most 32 deep.
  /// - Throws: `report-content-not-canonical`.
  package static func parse(_ bytes: [UInt8]) throws(ReportError) -> CanonicalJSON {
    var reader = JSONReader(bytes: bytes)
    guard let value = reader.readDocument() else { throw ReportError(.contentNotCanonical) }
    return value
  }

  package var bytes: [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }

  private func write(to out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .boolean(let value): out += (value ? "true" : "false").utf8
    case .integer(let value): out += String(value).utf8
    case .string(let value): Self.write(value, to: &out)
    case .array(let values):
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        value.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (index, member) in members.sorted(by: { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }).enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 0x08: out += "\\b".utf8
      case 0x09: out += "\\t".utf8
      case 0x0a: out += "\\n".utf8
      case 0x0c: out += "\\f".utf8
      case 0x0d: out += "\\r".utf8
      case 0..<0x20:
        out += "\\u00".utf8
        out += (byte < 16 ? "0" : "").utf8
        out += String(byte, radix: 16).utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
