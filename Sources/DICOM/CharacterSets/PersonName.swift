/// A person's name (PN, PS3.5 §6.2.1): up to three groups of components `family^given^middle^prefix^suffix`.
package struct PersonName: Sendable, Hashable {
  /// Latin letters, or whatever the only group holds.
  package var alphabetic: String
  /// Chinese characters, where the sender keeps them apart.
  package var ideographic: String
  package var phonetic: String
  package var isRepaired: Bool

  package init(_ decoded: DecodedText) {
    let groups = decoded.text.split(separator: "=", maxSplits: 2, omittingEmptySubsequences: false).map(Self.trimmed)
    alphabetic = groups.first ?? ""
    ideographic = groups.count > 1 ? groups[1] : ""
    phonetic = groups.count > 2 ? groups[2] : ""
    isRepaired = decoded.isRepaired
  }

  /// What a worklist shows: the ideographic group if there is one. `王^小东` reads 王小东; `Müller^Jörg` stays as it is.
  package var display: String {
    let group = ideographic.isEmpty ? alphabetic : ideographic
    let components = group.split(separator: "^").map { $0.filter { $0 != " " } }
    return Self.isWrittenTogether(group) ? components.joined() : group
  }

  private static func isWrittenTogether(_ group: String) -> Bool {
    var hasIdeograph = false
    for scalar in group.unicodeScalars where scalar != "^" && scalar != " " {
      guard (0x3400...0x9FFF).contains(scalar.value) || (0xAC00...0xD7A3).contains(scalar.value) || (0x20000...0x323AF).contains(scalar.value)
      else { return false }
      hasIdeograph = true
    }
    return hasIdeograph
  }

  private static func trimmed(_ group: Substring) -> String {
    var rest = group
    while let last = rest.last, last == "^" || last == " " { rest.removeLast() }
    while rest.first == " " { rest.removeFirst() }
    return String(rest)
  }
}
