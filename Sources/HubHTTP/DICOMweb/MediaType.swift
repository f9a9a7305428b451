/// A media type with its parameters (RFC 9110 §8.3.1): `multipart/related; type="application/dicom"; boundary=x`.
struct MediaType: Equatable {
  /// In lower case.
  let name: String
  /// Names in lower case, values without their quotes.
  let parameters: [String: String]

  /// `nil` where the text is none.
  init?(_ text: String) {
    var parts: [String] = []
    var part = ""
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if isEscaped {
        part.append(character)
        isEscaped = false
      } else if isQuoted, character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == ";", !isQuoted {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    guard !isQuoted else { return nil }
    parts.append(part)
    name = parts[0][...].trimmingBlanks.lowercased()
    guard name.split(separator: "/", omittingEmptySubsequences: false).count == 2, !name.hasPrefix("/"), !name.hasSuffix("/") else { return nil }
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      parameters[part[..<equals].trimmingBlanks.lowercased()] = part[part.index(after: equals)...].trimmingBlanks
    }
    self.parameters = parameters
  }
}
