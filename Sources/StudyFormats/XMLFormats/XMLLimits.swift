import HubModel

/// What an XML file may hold. With these the parser's work is bounded by a constant times the file's length.
enum XMLLimits {
  static let fileBytes = 64 << 20
  /// The root element must begin within so many bytes.
  static let prologBytes = 64 << 10
  static let depth = 64
  /// Tags, comments, CDATA sections and processing instructions together.
  static let markup = 1_000_000
  /// Character and entity references: each costs a call of the parser's.
  static let references = 1_000_000
  /// Attributes of one element; the parser compares each with each.
  static let attributes = 64
  static let leads = 64
  /// Samples of all leads together that one file may unfold to.
  static let samples = 32 << 20
}

/// Counts a document's markup before the parser sees it.
enum XMLMarkupScan {
  /// - Throws: `too-many-elements` beyond the limits; `bad-waveform` for a document type declaration, wherever it stands.
  static func check(_ bytes: [UInt8]) throws(HubError) {
    var markup = 0
    var references = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == Self.lessThan {
        markup += 1
        index = try end(ofMarkupAt: index, in: bytes)
      } else {
        if byte == Self.ampersand { references += 1 }
        index += 1
      }
      guard markup <= XMLLimits.markup, references <= XMLLimits.references else { throw HubError(.tooManyElements, "XML markup") }
    }
  }

  /// The place behind a tag, comment, CDATA section or instruction; the end of the bytes where it is not closed.
  private static func end(ofMarkupAt start: Int, in bytes: [UInt8]) throws(HubError) -> Int {
    switch start + 1 < bytes.count ? bytes[start + 1] : 0 {
    case UInt8(ascii: "?"): return bytes.place(behind: "?>", from: start + 2)
    case UInt8(ascii: "!"):
      if bytes.has("<!--", at: start) { return bytes.place(behind: "-->", from: start + 4) }
      if bytes.has("<![CDATA[", at: start) { return bytes.place(behind: "]]>", from: start + 9) }
      throw HubError(.badWaveform, "DTD")
    default: return try end(ofTagAt: start, in: bytes)
    }
  }

  private static func end(ofTagAt start: Int, in bytes: [UInt8]) throws(HubError) -> Int {
    var quote: UInt8?
    var attributes = 0
    var index = start + 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return index
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "=") {
        attributes += 1
        guard attributes <= XMLLimits.attributes else { throw HubError(.tooManyElements, "XML attributes") }
      }
    }
    return index
  }

  private static let lessThan = UInt8(ascii: "<")
  private static let ampersand = UInt8(ascii: "&")
}

extension [UInt8] {
  /// Whether the ASCII text stands at a place.
  func has(_ text: StaticString, at start: Int) -> Bool {
    guard start >= 0, start <= count, count - start >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { expected in expected.indices.allSatisfy { self[start + $0] == expected[$0] } }
  }

  /// The place behind the next occurrence of the ASCII text, or the end.
  func place(behind text: StaticString, from start: Int) -> Int {
    let first = text.withUTF8Buffer { $0[0] }
    var index = start
    while index < count {
      if self[index] == first, has(text, at: index) { return index + text.utf8CodeUnitCount }
      index += 1
    }
    return count
  }
}
