/// What stands before the root element of an XML document (XML 1.0, §2.8), read from bytes in which ASCII is ASCII.
struct XMLProlog {
  /// The XML declaration.
  private(set) var declaration: Range<Int>?
  /// The encoding that the declaration names, in lower case.
  private(set) var encoding: String?
  /// The document type declaration.
  private(set) var documentType: Range<Int>?
  /// Whether the document type declares anything itself: entities, elements, attributes.
  private(set) var hasInternalSubset = false
  /// `nil` where the bytes hold no beginning of a root element.
  private(set) var rootName: String?

  init(_ bytes: [UInt8]) {
    var index = 0
    while index < bytes.count {
      if bytes[index] <= 0x20 {
        index += 1
      } else if bytes.has("<?", at: index) {
        let end = bytes.place(behind: "?>", from: index + 2)
        if declaration == nil, bytes.has("<?xml", at: index), index + 5 < bytes.count, bytes[index + 5] <= 0x20 {
          declaration = index..<end
          encoding = Self.encoding(String(decoding: bytes[index..<end], as: UTF8.self))
        }
        index = end
      } else if bytes.has("<!--", at: index) {
        index = bytes.place(behind: "-->", from: index + 4)
      } else if bytes.has("<!", at: index) {
        let end = readDocumentType(bytes, from: index)
        // Declarations that stand bare are none of XML's, but are meant as such.
        if !bytes.has("<!DOCTYPE", at: index) { hasInternalSubset = true }
        documentType = (documentType?.lowerBound ?? index)..<end
        index = end
      } else {
        rootName = Self.name(bytes, at: index)
        return
      }
    }
  }

  /// The place behind the declaration; it ends at the first `>` outside quotes and the brackets of its own declarations.
  private mutating func readDocumentType(_ bytes: [UInt8], from start: Int) -> Int {
    var quote: UInt8?
    var isInSubset = false
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "[") {
        (hasInternalSubset, isInSubset) = (true, true)
      } else if byte == UInt8(ascii: "]") {
        isInSubset = false
      } else if byte == UInt8(ascii: ">"), !isInSubset {
        return index
      }
    }
    return index
  }

  private static func encoding(_ declaration: String) -> String? {
    guard let match = declaration.firstMatch(of: /encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/) else { return nil }
    return String(match.1).lowercased()
  }

  private static func name(_ bytes: [UInt8], at start: Int) -> String? {
    guard bytes[start] == UInt8(ascii: "<") else { return nil }
    let rest = bytes[(start + 1)...].prefix(200)
    guard let end = rest.firstIndex(where: { $0 <= 0x20 || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "/") }), end > start + 1 else { return nil }
    return String(decoding: rest[..<end], as: UTF8.self)
  }
}
