import Glibc

/// A name that a server's certificate is made for: a host name (RFC 1123 letters, digits and hyphens) or an IP address.
package struct ServerName: Sendable, Hashable, CustomStringConvertible {
  /// Lower case; an address as the system writes it.
  package let description: String
  package let isAddress: Bool

  /// `nil` for what is neither; a wildcard is neither.
  package init?(_ text: String) {
    if let address = Self.address(text) {
      (description, isAddress) = (address, true)
    } else {
      let labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
      // Digits alone at the end would be an address that is none.
      guard text.utf8.count <= 253, labels.allSatisfy(Self.isLabel), labels.last.map({ !$0.allSatisfy(\.isNumber) }) ?? false else { return nil }
      (description, isAddress) = (text.lowercased(), false)
    }
  }

  var inCertificate: String { (isAddress ? "IP:" : "DNS:") + description }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
      && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  private static func address(_ text: String) -> String? {
    for family in [AF_INET, AF_INET6] {
      var bytes = in6_addr()
      var written = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      guard inet_pton(family, text, &bytes) == 1, inet_ntop(family, &bytes, &written, socklen_t(written.count)) != nil else { continue }
      return String(decoding: written.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return nil
  }
}
