/// How many columns text takes on a terminal (Unicode Standard Annex #11: wide and fullwidth take two, marks none).
enum DisplayWidth {
  static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  static func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if character.unicodeScalars.count > 1, character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
    return columns(of: first)
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F320,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// Cut to at most `limit` columns, the last one an ellipsis where something was cut.
  static func cut(_ text: String, to limit: Int) -> String {
    guard limit > 0, columns(of: text) > limit else { return limit > 0 ? text : "" }
    var kept = ""
    var used = 0
    for character in text {
      let width = columns(of: character)
      guard used + width <= limit - 1 else { break }
      kept.append(character)
      used += width
    }
    return kept + "…"
  }

  static func padded(_ text: String, to width: Int, isRightAligned: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - columns(of: text)))
    return isRightAligned ? space + text : text + space
  }
}
