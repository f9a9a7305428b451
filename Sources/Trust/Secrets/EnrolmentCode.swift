/// A single-use code that lets a reader's machine enrol: it says where the hub is, pins the hub's root certificate and carries a
/// 128-bit secret the hub knows only by hash. Expiry and single use are the hub's to keep.
///
/// Text: `rhe_`, base 32 of secret (16 bytes), first half of the root's SHA-256 fingerprint (16 bytes) and 3 check bytes, `@`, the
/// hub's address; `https://` is left out. All its characters can stand in a shell without quotes.
package struct EnrolmentCode: Sendable, Equatable {
  package let hubURL: String
  package let rootFingerprintPrefix: [UInt8]
  private let secret: [UInt8]

  /// - Throws: `bad-enrolment-code` for an address that is not plain `http://` or `https://`; `randomness-unavailable`.
  package init(hubURL: String, rootFingerprint: SHA256Digest, random: any RandomSource) throws(TrustError) {
    guard let address = Self.plainAddress(hubURL) else { throw TrustError(.badEnrolmentCode) }
    self.hubURL = address
    rootFingerprintPrefix = Array(rootFingerprint.bytes.prefix(16))
    secret = try random.randomBytes(count: 16)
  }

  /// - Throws: `TrustError` `bad-enrolment-code`.
  package init(text: String) throws(TrustError) {
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves[0].hasPrefix("rhe_"), halves[0].utf8.count == 60,
      let bytes = Base32.decode(halves[0].dropFirst(4)), bytes.count == 35,
      let address = Self.plainAddress(halves[1].contains("://") ? String(halves[1]) : "https://" + halves[1]),
      Array(bytes[32...]) == Self.checkBytes(Array(bytes[..<32]), address)
    else { throw TrustError(.badEnrolmentCode) }
    hubURL = address
    secret = Array(bytes[..<16])
    rootFingerprintPrefix = Array(bytes[16..<32])
  }

  package var text: String {
    let body = secret + rootFingerprintPrefix
    let address = hubURL.hasPrefix("https://") ? String(hubURL.dropFirst(8)) : hubURL
    return "rhe_" + Base32.encode(body + Self.checkBytes(body, hubURL)) + "@" + address
  }

  /// SHA-256 of the secret: what the enrolment request presents and its proof of possession is bound to. The hub keeps a hash of this, so
  /// that nothing read from its store can be presented.
  package var codeHash: SHA256Digest { SHA256Digest(hashing: Array("enrolment ".utf8) + secret) }

  /// Whether a root certificate's SHA-256 fingerprint is the one this code pins.
  package func pins(rootFingerprint: SHA256Digest) -> Bool { Array(rootFingerprint.bytes.prefix(16)) == rootFingerprintPrefix }

  private static func checkBytes(_ body: [UInt8], _ address: String) -> [UInt8] {
    Array(SHA256Digest(hashing: body + Array(address.utf8)).bytes.prefix(3))
  }

  /// The address without a closing slash, if it is made of harmless characters.
  private static func plainAddress(_ url: String) -> String? {
    let trimmed = url.hasSuffix("/") ? String(url.dropLast()) : url
    guard let scheme = ["https://", "http://"].first(where: trimmed.hasPrefix), trimmed.utf8.count <= 200 else { return nil }
    let rest = trimmed.dropFirst(scheme.count)
    let isHarmless = rest.utf8.allSatisfy { byte in
      let character = Character(UnicodeScalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber || ".-:[]/_".contains(character))
    }
    return rest.isEmpty || !isHarmless ? nil : trimmed
  }
}

extension EnrolmentCode: CustomStringConvertible, CustomDebugStringConvertible {
  package var description: String { "rhe_…" }
  package var debugDescription: String { description }
}
