import COpenSSL

/// An X.509 certificate (RFC 5280), read once into plain values. Times are whole seconds since 1970-01-01T00:00:00Z.
package struct Certificate: Sendable, Equatable {
  package struct Subject: Sendable, Equatable {
    /// A reader's or hub's name.
    package let commonName: String?
    /// The hospital.
    package let organization: String?
    /// X.520 `serialNumber`: the reader's id in the hub.
    package let serialNumber: String?
  }

  package struct KeyUsage: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let digitalSignature = KeyUsage(rawValue: RH_USAGE_DIGITAL_SIGNATURE)
    package static let nonRepudiation = KeyUsage(rawValue: RH_USAGE_NON_REPUDIATION)
    package static let certificateSign = KeyUsage(rawValue: RH_USAGE_CERTIFICATE_SIGN)
  }

  package let der: [UInt8]
  package let subject: Subject
  package let issuerCommonName: String?
  /// Lower-case hexadecimal.
  package let serialNumber: String
  package let notBeforeSeconds: Int64
  package let notAfterSeconds: Int64
  package let keyUsage: KeyUsage
  package let isAuthority: Bool
  /// Host names and addresses a server may be reached under (subject alternative names, RFC 5280 4.2.1.6); others' kinds are left out.
  package let serverNames: [String]
  /// SubjectPublicKeyInfo DER, of whatever kind of key.
  package let publicKeyDER: [UInt8]

  /// - Throws: `bad-certificate` unless the bytes are exactly one certificate.
  package init(der: [UInt8]) throws(TrustError) {
    var facts = rh_certificate_facts()
    let isRead = rh_certificate_read(der, der.count, &facts)
    defer { rh_certificate_facts_free(&facts) }
    guard isRead == 1 else { throw TrustError(.badCertificate) }
    self.der = der
    subject = Subject(
      commonName: facts.common_name.text, organization: facts.organization.text, serialNumber: facts.subject_serial.text)
    issuerCommonName = facts.issuer_common_name.text
    serialNumber = Hexadecimal.encode(facts.serial.copied)
    notBeforeSeconds = facts.not_before
    notAfterSeconds = facts.not_after
    keyUsage = KeyUsage(rawValue: facts.key_usage)
    isAuthority = facts.is_authority == 1
    serverNames = (facts.server_names.text ?? "").split(separator: "\n").map(String.init)
    publicKeyDER = facts.public_key.copied
  }

  /// The first certificate of a PEM text.
  /// - Throws: `bad-certificate`.
  package init(pem: String) throws(TrustError) {
    let text = Array(pem.utf8)
    guard let der = shimBytes({ rh_certificate_from_pem(text, text.count, $0) }) else { throw TrustError(.badCertificate) }
    try self.init(der: der)
  }

  /// All certificates of a PEM text, at least one.
  /// - Throws: `bad-certificate`.
  package static func list(pem: String) throws(TrustError) -> [Certificate] {
    let mark = "-----BEGIN CERTIFICATE-----"
    var certificates: [Certificate] = []
    var rest = pem[...]
    while let start = rest.firstRange(of: mark) {
      certificates.append(try Certificate(pem: String(rest[start.lowerBound...])))
      rest = rest[start.upperBound...]
    }
    guard !certificates.isEmpty else { throw TrustError(.badCertificate) }
    return certificates
  }

  package var pem: String {
    String(decoding: shimBytes { rh_certificate_to_pem(der, der.count, $0) } ?? [], as: UTF8.self)
  }

  /// SHA-256 of the DER bytes.
  package var fingerprint: SHA256Digest { SHA256Digest(hashing: der) }

  /// - Throws: `bad-key` unless the key is on P-256.
  package func publicKey() throws(TrustError) -> P256PublicKey { try P256PublicKey(der: publicKeyDER) }
}
