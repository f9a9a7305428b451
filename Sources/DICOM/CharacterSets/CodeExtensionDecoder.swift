/// Text with ISO 2022 escape sequences (PS3.5 §6.1.2.5): runs of bytes, each in the repertoire designated for its half.
struct CodeExtensionDecoder {
  private let initialUpper: CharacterRepertoire?
  /// What bytes of the upper half most likely are where nothing was designated.
  private let fallback: CharacterRepertoire
  private var lower = CharacterRepertoire.ascii
  private var upper: CharacterRepertoire?
  private var run: [UInt8] = []
  private var runRepertoire = CharacterRepertoire.ascii
  private var result = ""
  private var isRepaired = false

  init(repertoires: [CharacterRepertoire]) {
    let first = repertoires.first ?? .ascii
    let isDesignatedByEscape = [.gb2312, .ksX1001, .jisX0208, .jisX0212, .ascii].contains(first)
    initialUpper = isDesignatedByEscape ? nil : first
    fallback = repertoires.contains(.gb2312) || repertoires.contains(.gb18030) ? .gb2312 : repertoires.contains(.ksX1001) ? .ksX1001 : .latin1
    upper = initialUpper
  }

  func text(_ bytes: [UInt8]) -> DecodedText {
    var decoder = self
    return decoder.decoded(bytes)
  }

  private mutating func decoded(_ bytes: [UInt8]) -> DecodedText {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x1B, let length = designate(bytes[(index + 1)...]) {
        index += 1 + length
      } else if byte >= 0x80 {
        let isDouble = isDoubleByte(upper ?? fallback) && index + 1 < bytes.count
        if upper == nil { isRepaired = true }
        append(bytes[index..<index + (isDouble ? 2 : 1)], upper ?? fallback)
        index += isDouble ? 2 : 1
      } else if isDoubleByte(lower), byte > 0x20, index + 1 < bytes.count {
        append(bytes[index..<index + 2], lower)
        index += 2
      } else {
        append(bytes[index..<index + 1], .ascii)
        if Self.delimiters.contains(byte) { reset() }
        index += 1
      }
    }
    flush()
    return DecodedText(text: result, isRepaired: isRepaired)
  }

  /// Value, name and line ends bring back the initial designations.
  private static let delimiters: Set<UInt8> = [0x5C, 0x5E, 0x3D, 0x0A, 0x0C, 0x0D, 0x09]

  private mutating func reset() {
    lower = .ascii
    upper = initialUpper
  }

  private func isDoubleByte(_ repertoire: CharacterRepertoire) -> Bool {
    [.jisX0208, .jisX0212, .ksX1001, .gb2312, .gb18030].contains(repertoire)
  }

  /// Length of the escape sequence after ESC, when it is one of the standard's.
  private mutating func designate(_ rest: ArraySlice<UInt8>) -> Int? {
    for length in 2...3 {
      guard let escape = CharacterRepertoire.escapes[Array(rest.prefix(length))] else { continue }
      if escape.isG0 { lower = escape.repertoire } else { upper = escape.repertoire }
      return length
    }
    return nil
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>, _ repertoire: CharacterRepertoire) {
    if repertoire != runRepertoire { flush() }
    runRepertoire = repertoire
    run.append(contentsOf: bytes)
  }

  private mutating func flush() {
    guard !run.isEmpty else { return }
    if let text = TextConverter.text(run, in: runRepertoire) {
      result += text
    } else {
      isRepaired = true
      result += TextConverter.lenientText(run, in: runRepertoire)
    }
    run = []
  }
}
