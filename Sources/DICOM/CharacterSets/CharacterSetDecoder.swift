/// Text as people read it, and whether the label in the file had to be overruled.
package struct DecodedText: Sendable, Hashable {
  package var text: String
  /// The bytes do not fit the Specific Character Set stated; what fits them was used. Show it as a repair.
  package var isRepaired: Bool

  package init(text: String, isRepaired: Bool = false) {
    self.text = text
    self.isRepaired = isRepaired
  }
}

/// Decodes text attributes by Specific Character Set (0008,0005), with ISO 2022 code extensions (PS3.5 §6.1.2),
/// then checks the result: many Chinese devices write GBK and label it Latin-1, or not at all.
package struct CharacterSetDecoder: Sendable {
  private let repertoires: [CharacterRepertoire]
  /// The label names something nobody knows.
  private let isUnknownLabel: Bool

  /// - Parameter specificCharacterSet: the attribute's bytes; empty when absent.
  package init(specificCharacterSet: [UInt8]) {
    let terms = specificCharacterSet.split(separator: 0x5C, omittingEmptySubsequences: false)
      .map { String(decoding: ScannedItem.trimmed($0), as: UTF8.self) }
    let known = terms.map { CharacterRepertoire(term: $0) }
    repertoires = known.isEmpty ? [.ascii] : known.map { $0 ?? .ascii }
    isUnknownLabel = known.contains { $0 == nil }
  }

  /// The decoder for an item of a scanned object.
  package init(_ item: ScannedItem) {
    let own = item.bytes(.specificCharacterSet)
    self.init(specificCharacterSet: own.isEmpty ? item.characterSet : own)
  }

  /// Text of a whole value; padding at its end is dropped, `\` between values stays.
  package func text(_ bytes: [UInt8]) -> DecodedText {
    var rest = bytes[...]
    while let last = rest.last, last == 0 || last == 0x20 { rest.removeLast() }
    let value = Array(rest)
    guard value.contains(where: { $0 >= 0x80 || $0 == 0x1B }) else {
      return DecodedText(text: String(decoding: value, as: UTF8.self))
    }
    if value.contains(0x1B) || usesCodeExtensions { return CodeExtensionDecoder(repertoires: repertoires).text(value) }
    return CharacterSetRepair.text(value, label: repertoires[0], isUnknownLabel: isUnknownLabel)
  }

  /// A text attribute of an item; `nil` when absent or empty.
  package func text(_ tag: DICOMTag, in item: ScannedItem) -> DecodedText? {
    let decoded = text(item.bytes(tag))
    return decoded.text.isEmpty ? nil : decoded
  }

  package func personName(_ bytes: [UInt8]) -> PersonName { PersonName(text(bytes)) }

  private var usesCodeExtensions: Bool {
    repertoires.count > 1 || [.gb2312, .ksX1001, .jisX0208, .jisX0212].contains(repertoires[0])
  }
}
