import HubModel

/// What an XML file may hold. With these the parser's work is bounded by a constant times the file's length.
enum XMLLimits {
  static let fileBytes = 32 << 20
  /// The root element must begin within so many bytes.
  static let prologBytes = 64 << 10
  static let depth = 64
  /// Tags, comments, CDATA sections and processing instructions together.
  static let markup = 300_000
  /// Character and entity references: each costs a call of the parser's.
  static let references = 300_000
  /// Attributes of all elements together.
  static let attributes = 600_000
  /// Attributes of one element; the parser compares each with each.
  static let attributesOfElement = 32
  /// Namespaces that one element declares; the parser looks for each prefix among all that the open elements declare.
  static let namespacesOfElement = 16
  /// Remarks of the parser's on namespaces. Foundation never frees the 72 bytes of each.
  static let parserRemarks = 1000
  static let leads = 64
  /// Samples of all leads together that one file may unfold to.
  static let samples = 32 << 20
}

/// Counts a document's markup before the parser sees it.
struct XMLMarkupScan {
  private let bytes: [UInt8]
  private var attributes = 0

  /// - Throws: `too-many-elements` beyond the limits; `bad-waveform` for a document type declaration, wherever it stands.
  static func check(_ bytes: [UInt8]) throws(HubError) {
    var scan = XMLMarkupScan(bytes: bytes)
    try scan.run()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() throws(HubError) {
    var markup = 0
    var references = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "<") {
        markup += 1
        index = try end(ofMarkupAt: index)
      } else {
        if byte == UInt8(ascii: "&") { references += 1 }
        index += 1
      }
      guard markup <= XMLLimits.markup, references <= XMLLimits.references else { throw HubError(.tooManyElements, "XML markup") }
    }
  }

  /// The place behind a tag, comment, CDATA section or instruction; the end of the bytes where it is not closed.
  private mutating func end(ofMarkupAt start: Int) throws(HubError) -> Int {
    switch start + 1 < bytes.count ? bytes[start + 1] : 0 {
    case UInt8(ascii: "?"): return bytes.place(behind: "?>", from: start + 2)
    case UInt8(ascii: "!"):
      if bytes.has("<!--", at: start) { return bytes.place(behind: "-->", from: start + 4) }
      if bytes.has("<![CDATA[", at: start) { return bytes.place(behind: "]]>", from: start + 9) }
      throw HubError(.badWaveform, "DTD")
    default: return try end(ofTagAt: start)
    }
  }

  private mutating func end(ofTagAt start: Int) throws(HubError) -> Int {
    var quote: UInt8?
    var own = 0
    var namespaces = 0
    var index = start + 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: ">"): return index
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "="):
        own += 1
        attributes += 1
      case UInt8(ascii: "x"): if bytes.has("xmlns", at: index - 1) { namespaces += 1 }
      default: break
      }
      guard own <= XMLLimits.attributesOfElement, namespaces <= XMLLimits.namespacesOfElement, attributes <= XMLLimits.attributes else {
        throw HubError(.tooManyElements, "XML attributes")
      }
    }
    return index
  }
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
