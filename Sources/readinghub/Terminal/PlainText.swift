/// Text from outside as a terminal may show it: a name can hold escape sequences, line breaks or marks that turn the writing around.
enum PlainText {
  /// Control characters, separators of lines and marks of direction become `\u{1b}` and the like.
  ///
  /// - Parameter keepsLines: line breaks stay, for text of several lines.
  static func escaped(_ text: String, keepsLines: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: isDangerous) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isDangerous(scalar), !(keepsLines && scalar == "\n") {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
