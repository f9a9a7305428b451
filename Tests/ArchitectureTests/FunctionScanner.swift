/// One function, initializer, subscript or computed property and the lines it takes.
struct FunctionSpan: Equatable {
  let name: String
  let firstLine: Int
  let lineCount: Int
}

/// Finds bodies by their braces in code that has been blanked.
struct FunctionScanner {
  private let code: [UInt8]
  private let lineStarts: [Int]

  init(_ file: SourceFile) {
    code = file.code
    lineStarts = [0] + file.code.indices.filter { file.code[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// Swift: `func`, `init`, `deinit`, `subscript`, and `var` with a body.
  func swiftFunctions() -> [FunctionSpan] {
    var spans: [FunctionSpan] = []
    var index = 0
    while index < code.count {
      guard Self.isWordByte(code[index]) else {
        index += 1
        continue
      }
      let end = wordEnd(index)
      let word = String(decoding: code[index..<end], as: UTF8.self)
      let previous = index > 0 ? code[index - 1] : UInt8(ascii: " ")
      if previous != UInt8(ascii: "."), let body = bodyStart(after: word, at: end), let close = matchingBrace(body) {
        spans.append(span(named: name(after: word, at: end), from: index, to: close))
      }
      index = end
    }
    return spans
  }

  /// C and C++: a brace after a closing parenthesis that is in no other such body.
  func cFunctions() -> [FunctionSpan] {
    var spans: [FunctionSpan] = []
    var index = 0
    while index < code.count {
      if code[index] == UInt8(ascii: "{"), let start = cSignatureStart(before: index), let close = matchingBrace(index) {
        let signature = String(decoding: code[start..<index], as: UTF8.self)
        let name = signature.split(separator: "(").first?.split(whereSeparator: { " *&\n".contains($0) }).last ?? ""
        spans.append(span(named: String(name), from: start, to: close))
        index = close
      }
      index += 1
    }
    return spans
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
  }

  private func wordEnd(_ start: Int) -> Int {
    var end = start
    while end < code.count, Self.isWordByte(code[end]) { end += 1 }
    return end
  }

  private func span(named name: String, from start: Int, to end: Int) -> FunctionSpan {
    let first = line(of: start)
    return FunctionSpan(name: name, firstLine: first, lineCount: line(of: end) - first + 1)
  }

  private func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  private func name(after keyword: String, at offset: Int) -> String {
    guard keyword == "func" || keyword == "var" else { return keyword }
    var start = offset
    while start < code.count, code[start] == UInt8(ascii: " ") { start += 1 }
    let end = wordEnd(start)
    return end > start ? String(decoding: code[start..<end], as: UTF8.self) : "operator"
  }

  /// The opening brace of the body a declaration keyword leads to, or `nil` for calls, requirements and stored properties.
  private func bodyStart(after word: String, at offset: Int) -> Int? {
    switch word {
    case "func", "subscript": return openingBrace(from: offset, stopsAtNewStatement: true, stopsAtAssignment: false)
    case "deinit": return openingBrace(from: offset, stopsAtNewStatement: true, stopsAtAssignment: false)
    case "init":
      guard let next = nextCodeByte(offset), "(?!<".utf8.contains(next) else { return nil }
      return openingBrace(from: offset, stopsAtNewStatement: true, stopsAtAssignment: false)
    case "var": return openingBrace(from: offset, stopsAtNewStatement: true, stopsAtAssignment: true)
    default: return nil
    }
  }

  private func nextCodeByte(_ offset: Int) -> UInt8? { code[offset...].first { $0 != UInt8(ascii: " ") } }

  private func openingBrace(from offset: Int, stopsAtNewStatement: Bool, stopsAtAssignment: Bool) -> Int? {
    var depth = 0
    var index = offset
    while index < code.count {
      let byte = code[index]
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "{"): if depth == 0 { return index }
      case UInt8(ascii: "}"): if depth == 0 { return nil }
      case UInt8(ascii: "="): if depth == 0 && stopsAtAssignment { return nil }
      case UInt8(ascii: "\n"): if depth == 0 && stopsAtNewStatement && !continuesOnNextLine(index) { return nil }
      default: break
      }
      if depth < 0 { return nil }
      index += 1
    }
    return nil
  }

  /// A signature goes on where its next line starts with an arrow, a brace, an effect or a `where`, or this one ends open.
  private func continuesOnNextLine(_ newline: Int) -> Bool {
    let rest = code[(newline + 1)...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    let starts = ["->", "{", "where ", "throws", "async", "rethrows", ")"]
    if starts.contains(where: { rest.starts(with: $0.utf8) }) { return true }
    let before = code[..<newline].last { $0 != UInt8(ascii: " ") }
    return before.map { ",&>:".utf8.contains($0) && $0 != UInt8(ascii: ">") } ?? false
  }

  private func matchingBrace(_ open: Int) -> Int? {
    var depth = 0
    for index in open..<code.count {
      if code[index] == UInt8(ascii: "{") { depth += 1 }
      if code[index] == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  /// The first byte of the declaration whose body opens at `brace`, if what stands before is a parameter list.
  private func cSignatureStart(before brace: Int) -> Int? {
    var start = brace
    while start > 0, !";{}".utf8.contains(code[start - 1]) { start -= 1 }
    let text = String(decoding: code[start..<brace], as: UTF8.self)
    let tail = text.split(whereSeparator: { $0 == " " || $0 == "\n" }).filter { !["const", "noexcept", "override", "final"].contains($0) }.last
    guard tail?.hasSuffix(")") == true else { return nil }
    while start < brace {
      if code[start] == UInt8(ascii: "#") {
        while start < brace, code[start] != UInt8(ascii: "\n") { start += 1 }
      } else if code[start] == UInt8(ascii: " ") || code[start] == UInt8(ascii: "\n") {
        start += 1
      } else {
        break
      }
    }
    return start
  }
}
