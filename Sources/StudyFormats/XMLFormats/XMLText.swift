import HubModel

/// An XML document as the parser gets it: UTF-8, with no declaration and no document type.
struct XMLText {
  /// UTF-8 throughout; spaces stand where the declaration and the document type were.
  private(set) var bytes: [UInt8]
  /// True when the text was not encoded as its declaration says.
  let isRepaired: Bool

  /// - Parameter allowsExternalDocumentType: whether a document type without declarations of its own is passed over. What it points to
  ///   is never opened.
  /// - Throws: `object-too-large`; `bad-waveform` for a document type, an encoding that is unknown or not kept; `too-many-elements`.
  init(_ file: [UInt8], allowsExternalDocumentType: Bool) throws(HubError) {
    guard file.count <= XMLLimits.fileBytes else { throw HubError(.objectTooLarge, "XML of more than \(XMLLimits.fileBytes) bytes") }
    let decoded = try Self.decoded(file)
    bytes = decoded.bytes
    isRepaired = decoded.isRepaired
    // No XML holds U+0000 (XML 1.0, 2.2), and libxml2 takes zeros at the start for UCS-4, in which it can crash.
    guard !bytes.contains(0) else { throw HubError(.badWaveform, "XML with a zero character") }
    let prolog = XMLProlog(Array(bytes.prefix(XMLLimits.prologBytes)))
    if let type = prolog.documentType {
      guard allowsExternalDocumentType, !prolog.hasInternalSubset else { throw HubError(.badWaveform, "DTD") }
      blank(type)
    }
    if let declaration = prolog.declaration { blank(declaration) }
    guard prolog.rootName != nil else { throw HubError(.badWaveform, "no XML root element") }
    try XMLMarkupScan.check(bytes)
  }

  /// The start of a file for looking at its prolog: without byte order mark, UTF-16 narrowed to its ASCII.
  static func asciiView(of start: [UInt8]) -> [UInt8] {
    switch ByteForm(start) {
    case .bytes(let mark): return Array(start.dropFirst(mark))
    case .utf16(let mark, let isBigEndian):
      return units(start, mark: mark, isBigEndian: isBigEndian).map { unit in unit < 0x80 ? UInt8(unit) : 0x7F }
    }
  }

  private mutating func blank(_ range: Range<Int>) {
    for index in range { bytes[index] = 0x20 }
  }

  private static func decoded(_ file: [UInt8]) throws(HubError) -> (bytes: [UInt8], isRepaired: Bool) {
    switch ByteForm(file) {
    case .utf16(let mark, let isBigEndian): return (try utf8(fromUTF16: file, mark: mark, isBigEndian: isBigEndian), false)
    case .bytes(let mark):
      let content = mark == 0 ? file : Array(file.dropFirst(mark))
      guard content.contains(where: { $0 >= 0x80 }) else { return (content, false) }
      let declared = mark > 0 ? "utf-8" : XMLProlog(Array(content.prefix(XMLLimits.prologBytes))).encoding
      return try XMLEncoding.utf8(content, declared: declared)
    }
  }

  private static func utf8(fromUTF16 file: [UInt8], mark: Int, isBigEndian: Bool) throws(HubError) -> [UInt8] {
    guard (file.count - mark).isMultiple(of: 2) else { throw HubError(.truncated, "UTF-16 of an odd length") }
    guard let text = String(validating: units(file, mark: mark, isBigEndian: isBigEndian), as: UTF16.self) else {
      throw HubError(.badWaveform, "UTF-16")
    }
    return Array(text.utf8)
  }

  private static func units(_ file: [UInt8], mark: Int, isBigEndian: Bool) -> [UInt16] {
    stride(from: mark, to: file.count - 1, by: 2).map { index in
      let first = UInt16(file[index])
      let second = UInt16(file[index + 1])
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
  }
}

/// How wide the characters are (XML 1.0, appendix F): by the byte order mark, else by the zeros in the first characters.
private enum ByteForm {
  case bytes(mark: Int)
  case utf16(mark: Int, isBigEndian: Bool)

  init(_ file: [UInt8]) {
    switch file.prefix(4) {
    case let start where start.starts(with: [0xEF, 0xBB, 0xBF]): self = .bytes(mark: 3)
    case let start where start.starts(with: [0xFF, 0xFE]): self = .utf16(mark: 2, isBigEndian: false)
    case let start where start.starts(with: [0xFE, 0xFF]): self = .utf16(mark: 2, isBigEndian: true)
    case let start where start.starts(with: [0x3C, 0]): self = .utf16(mark: 0, isBigEndian: false)
    case let start where start.starts(with: [0, 0x3C]): self = .utf16(mark: 0, isBigEndian: true)
    default: self = .bytes(mark: 0)
    }
  }
}
