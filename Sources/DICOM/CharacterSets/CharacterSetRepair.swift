/// Decides whether bytes are what their label says. The label wins wherever its reading is plausible.
enum CharacterSetRepair {
  /// - Parameter bytes: a value with at least one byte of the upper half and no escapes.
  static func text(_ bytes: [UInt8], label: CharacterRepertoire, isUnknownLabel: Bool) -> DecodedText {
    switch label {
    case .utf8:
      if isGBKThatReadsAsUTF8(bytes), let text = TextConverter.text(bytes, in: .gb18030) { return DecodedText(text: text, isRepaired: true) }
      return labelled(bytes, .utf8, else: [.gb18030, .latin1])
    case .gb18030, .gb2312:
      if isMislabelledUTF8(bytes), let text = TextConverter.text(bytes, in: .utf8) { return DecodedText(text: text, isRepaired: true) }
      return labelled(bytes, .gb18030, else: [.utf8, .latin1])
    case .ascii, .latin1: return unlabelledOrLatin(bytes, label: label)
    default: return labelled(bytes, label, else: [])
    }
  }

  private static func labelled(_ bytes: [UInt8], _ label: CharacterRepertoire, else others: [CharacterRepertoire]) -> DecodedText {
    if let text = TextConverter.text(bytes, in: label) { return DecodedText(text: text) }
    for other in others {
      if let text = TextConverter.text(bytes, in: other) { return DecodedText(text: text, isRepaired: true) }
    }
    return DecodedText(text: TextConverter.lenientText(bytes, in: label), isRepaired: true)
  }

  /// Latin-1 label or none. UTF-8 proves itself; GBK is believed where the Latin reading is none.
  private static func unlabelledOrLatin(_ bytes: [UInt8], label: CharacterRepertoire) -> DecodedText {
    if !isGBKThatReadsAsUTF8(bytes), let text = TextConverter.text(bytes, in: .utf8) { return DecodedText(text: text, isRepaired: true) }
    if !isPlausibleLatin(bytes), let text = TextConverter.text(bytes, in: .gb18030) { return DecodedText(text: text, isRepaired: true) }
    let text = TextConverter.text(bytes, in: .latin1)
    return DecodedText(text: text ?? TextConverter.lenientText(bytes, in: .latin1), isRepaired: label != .latin1)
  }

  /// Accented letters stand among ASCII letters, one or two together; controls and symbols (U+0080…U+00BF) hardly ever stand in
  /// names and descriptions. Pairs of upper-half bytes that stand alone are Chinese characters.
  private static func isPlausibleLatin(_ bytes: [UInt8]) -> Bool {
    guard !bytes.contains(where: isImplausibleLatinByte) else { return false }
    var index = 0
    while index < bytes.count {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      var end = index
      while end < bytes.count, bytes[end] >= 0x80 { end += 1 }
      let before = index > 0 ? bytes[index - 1] : 0
      let after = end < bytes.count ? bytes[end] : 0
      if (end - index) % 2 == 1 || isLowercase(before) || isLowercase(after) || (isLetter(before) && isLetter(after)) { return true }
      if !arePairsOfGB2312(bytes[index..<end]) { return true }
      index = end
    }
    return false
  }

  private static func isImplausibleLatinByte(_ byte: UInt8) -> Bool {
    guard byte >= 0x80, byte < 0xC0 || byte == 0xD7 || byte == 0xF7 else { return false }
    return ![0xA0, 0xAA, 0xAD, 0xB0, 0xB4, 0xB5, 0xB7, 0xBA].contains(byte)
  }

  private static func arePairsOfGB2312(_ run: ArraySlice<UInt8>) -> Bool {
    stride(from: run.startIndex, to: run.endIndex - 1, by: 2).allSatisfy { (0xA1...0xF7).contains(run[$0]) && run[$0 + 1] >= 0xA1 }
  }

  /// Some GBK names (郑爽, 袁隆平) are also valid UTF-8, of two-byte characters from several alphabets. Text of one alphabet, or accents
  /// beside ASCII letters, is believed to be UTF-8.
  private static func isGBKThatReadsAsUTF8(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    let foreign = text.unicodeScalars.filter { !$0.isASCII }.map(\.value)
    guard foreign.allSatisfy({ $0 < 0x800 }), !alphabets.contains(where: { alphabet in foreign.allSatisfy(alphabet.contains) }) else { return false }
    for index in bytes.indices.dropFirst() where (bytes[index] >= 0x80) != (bytes[index - 1] >= 0x80) {
      if isLetter(bytes[index]) || isLetter(bytes[index - 1]) { return false }
    }
    return true
  }

  /// Latin letters with accents, Greek, Cyrillic, Hebrew, Arabic.
  private static let alphabets: [ClosedRange<UInt32>] = [0xC0...0x17F, 0x370...0x3FF, 0x400...0x4FF, 0x5D0...0x5EA, 0x600...0x6FF]

  /// UTF-8 of Chinese characters often also reads as GBK, but then as rare characters outside GB 2312.
  private static func isMislabelledUTF8(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    guard text.unicodeScalars.allSatisfy({ $0.isASCII || (0x3000...0x9FFF).contains($0.value) || (0xFF00...0xFFEF).contains($0.value) }) else {
      return false
    }
    var index = 0
    while index < bytes.count {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      guard index + 1 < bytes.count, (0xA1...0xF7).contains(bytes[index]), bytes[index + 1] >= 0xA1 else { return true }
      index += 2
    }
    return false
  }

  private static func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte) || (0x41...0x5A).contains(byte) }
  private static func isLowercase(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}
