import DICOM

/// Text as devices write it, by the encoding their format names.
struct DeviceText {
  enum Encoding: Equatable {
    /// One that DICOM names by a defined term (`ISO_IR 192`, `GB18030`): read and, where the label is wrong, repaired like DICOM text.
    case term(String)
    case utf16(isBigEndian: Bool)
  }

  let encoding: Encoding

  /// Text up to the first NUL, without outer spaces.
  func text(_ bytes: ArraySlice<UInt8>) -> DecodedText {
    switch encoding {
    case .term(let term):
      let decoded = CharacterSetDecoder(specificCharacterSet: Array(term.utf8)).text(Array(bytes.prefix { $0 != 0 }))
      return DecodedText(text: Self.trimmed(decoded.text), isRepaired: decoded.isRepaired)
    case .utf16(let isBigEndian): return DecodedText(text: Self.utf16(bytes, isBigEndian: isBigEndian))
    }
  }

  /// A byte order mark decides against the label.
  private static func utf16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> String {
    var units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { place in
      UInt16(ByteReader.unsigned(bytes[place..<place + 2], isBigEndian: isBigEndian))
    }
    if units.first == 0xFFFE { units = units.map(\.byteSwapped) }
    if units.first == 0xFEFF { units.removeFirst() }
    return trimmed(String(decoding: units.prefix { $0 != 0 }, as: UTF16.self))
  }

  private static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    return String(rest)
  }
}
