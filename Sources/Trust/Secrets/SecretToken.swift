/// A random 256-bit bearer secret. The holder keeps the text; the hub keeps only `tokenHash`.
///
/// Text: prefix, `_`, then base 32 of the 32 bytes and 3 check bytes (56 characters). The prefix tells people and secret scanners
/// what leaked; the check bytes let a mistyped token be refused before anything is asked of the hub.
package struct SecretToken: Sendable, Equatable {
  /// Whom the token speaks for. The raw value is the prefix.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case clinic = "rhc"
    case administrator = "rha"
    case auditor = "rhu"
    case reader = "rhr"
  }

  package let kind: Kind
  private let secret: [UInt8]

  /// - Throws: `TrustError` `randomness-unavailable`.
  package init(kind: Kind, random: any RandomSource) throws(TrustError) {
    self.kind = kind
    secret = try random.randomBytes(count: 32)
  }

  /// - Throws: `TrustError` `bad-token` for anything that is not a whole token.
  package init(text: String) throws(TrustError) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), parts[1].utf8.count == 56,
      let bytes = Base32.decode(parts[1]), bytes.count == 35,
      Array(bytes.suffix(3)) == Self.checkBytes(kind: kind, secret: bytes.prefix(32))
    else { throw TrustError(.badToken) }
    self.kind = kind
    secret = Array(bytes.prefix(32))
  }

  /// What the holder keeps. Never log it.
  package var text: String { kind.rawValue + "_" + Base32.encode(secret + Self.checkBytes(kind: kind, secret: secret)) }

  /// SHA-256 of `text`: what the hub stores and looks up. 256 random bits need no slow hash.
  package var tokenHash: SHA256Digest { SHA256Digest(hashing: text) }

  /// Compares with a stored hash in constant time.
  package func matches(_ storedHash: SHA256Digest) -> Bool { tokenHash.equalsInConstantTime(storedHash) }

  package static func == (left: Self, right: Self) -> Bool { left.matches(right.tokenHash) }

  private static func checkBytes(kind: Kind, secret: some Sequence<UInt8>) -> [UInt8] {
    Array(SHA256Digest(hashing: Array("token \(kind.rawValue) ".utf8) + Array(secret)).bytes.prefix(3))
  }
}

extension SecretToken: CustomStringConvertible, CustomDebugStringConvertible {
  /// Says the kind only, so that a token printed by accident tells nothing.
  package var description: String { kind.rawValue + "_…" }
  package var debugDescription: String { description }
}
