/// Stable codes that programs match on, collected from the sources.
enum ErrorCodes {
  /// Raw values of enums whose name ends in `Code`, and literals given as `code: "…"` or `Code("…")`.
  static func declared(in file: SourceFile) -> Set<String> {
    let text = String(decoding: file.raw, as: UTF8.self)
    var found: Set<String> = []
    for match in text.matches(of: #/(?:\bcode:\s*|Code\()"([a-z0-9]+(?:-[a-z0-9]+)+)"/#) { found.insert(String(match.1)) }
    for body in codeEnumBodies(in: file) {
      for match in body.matches(of: #/case[^"\n]*=\s*"([a-z0-9-]+)"/#) { found.insert(String(match.1)) }
    }
    return found
  }

  /// The raw text of each enum body whose type name ends in `Code`. Braces are counted in blanked code.
  private static func codeEnumBodies(in file: SourceFile) -> [String] {
    let code = String(decoding: file.code, as: UTF8.self)
    return code.matches(of: #/\benum\s+\w*Code\b[^{]*\{/#).compactMap { match in
      let start = code.utf8.distance(from: code.utf8.startIndex, to: match.range.upperBound)
      var depth = 1
      var end = start
      while end < file.code.count, depth > 0 {
        if file.code[end] == UInt8(ascii: "{") { depth += 1 }
        if file.code[end] == UInt8(ascii: "}") { depth -= 1 }
        end += 1
      }
      return String(decoding: file.raw[start..<end], as: UTF8.self)
    }
  }

  /// Codes that docs/error-codes.md explains: the first cell of its table rows, in backticks.
  static func documented(in text: String) -> Set<String> {
    Set(text.split(separator: "\n").compactMap { line in line.firstMatch(of: #/^\|\s*`([a-z0-9-]+)`\s*\|/#).map { String($0.1) } })
  }
}
