/// Makes text from outside safe to show: what has no ink of its own, or would move other ink, is shown as an escape.
enum PrintableText {
  /// One line: control characters, line breaks and bidirectional overrides become `\u{1b}`; longer text ends in `…`.
  static func line(_ text: String, limit: Int = DrawingLimits.lineScalars) -> String {
    escaped(text, limit: limit) { _ in nil }
  }

  /// A paragraph: line feeds stay, tabs become a space, `\r\n` becomes one line feed; everything else as in `line`.
  static func paragraph(_ text: String) -> String {
    escaped(text, limit: DrawingLimits.paragraphScalars) { scalar in
      switch scalar {
      case "\n": "\n"
      case "\r": ""
      case "\t": " "
      default: nil
      }
    }
  }

  private static func escaped(_ text: String, limit: Int, keeping: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else {
        result += "…"
        break
      }
      count += 1
      if !isHidden(scalar) {
        result.unicodeScalars.append(scalar)
      } else if let kept = keeping(scalar) {
        result += kept
      } else {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return result
  }

  /// C0 and C1 controls, line and paragraph separators, bidirectional embeddings, overrides and isolates (UAX #9),
  /// byte-order marks, tag characters and private or unassigned code points that fonts draw as nothing.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format, .unassigned, .privateUse, .surrogate: true
    default: false
    }
  }
}
