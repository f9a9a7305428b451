import COpenSSL

/// The region's own certificate authority: a self-signed root that issues readers' and hubs' certificates.
/// All times are arguments, whole seconds since 1970-01-01T00:00:00Z.
package struct CertificateAuthority: Sendable {
  package static let rootLifetimeSeconds: Int64 = 3650 * 86_400
  package static let certificateLifetimeSeconds: Int64 = 730 * 86_400
  /// A server's certificate is made anew by its hub, so it need not live long.
  package static let serverLifetimeSeconds: Int64 = 90 * 86_400
  /// New certificates begin a minute early, so that a peer whose clock is a little behind accepts them at once.
  package static let backDatingSeconds: Int64 = 60

  package let certificate: Certificate
  package let key: P256PrivateKey

  /// An authority read back from its folder.
  /// - Throws: `key-does-not-match-certificate`, or `bad-certificate` when it is not an authority's.
  package init(certificate: Certificate, key: P256PrivateKey) throws(TrustError) {
    guard certificate.isAuthority, certificate.keyUsage.contains(.certificateSign) else { throw TrustError(.badCertificate) }
    guard try key.publicKey().der == certificate.publicKeyDER else { throw TrustError(.keyDoesNotMatch) }
    self.certificate = certificate
    self.key = key
  }

  /// Makes a new root, valid for ten years.
  /// - Throws: `bad-certificate-subject`, `randomness-unavailable`, `cryptography-unavailable`.
  package static func makeRoot(
    name: String, organization: String, atUnixSeconds now: Int64, random: any RandomSource
  ) throws(TrustError) -> CertificateAuthority {
    let key = try P256PrivateKey(random: random)
    let subject = IssuedSubject(role: RH_ROLE_ROOT, commonName: name, organization: organization, serialNumber: nil)
    let certificate = try issue(
      subject, publicKey: try key.publicKey(), issuer: nil, issuerKey: key, from: now, lifetimeSeconds: rootLifetimeSeconds, random: random)
    return try CertificateAuthority(certificate: certificate, key: key)
  }

  /// A reader's certificate for signing reports: keyUsage digitalSignature and nonRepudiation, two years, never beyond the root's end.
  /// - Throws: `bad-certificate-subject`, `randomness-unavailable`, `cryptography-unavailable`.
  package func issueReader(
    id: String, name: String, hospital: String, publicKey: P256PublicKey, atUnixSeconds now: Int64, random: any RandomSource
  ) throws(TrustError) -> Certificate {
    let subject = IssuedSubject(role: RH_ROLE_READER, commonName: name, organization: hospital, serialNumber: id)
    return try issue(subject, publicKey: publicKey, atUnixSeconds: now, random: random)
  }

  /// A hub's certificate for signing audit heads: digitalSignature alone, so that it can never stand under a report.
  /// - Throws: `bad-certificate-subject`, `randomness-unavailable`, `cryptography-unavailable`.
  package func issueHub(
    name: String, organization: String, publicKey: P256PublicKey, atUnixSeconds now: Int64, random: any RandomSource
  ) throws(TrustError) -> Certificate {
    let subject = IssuedSubject(role: RH_ROLE_HUB, commonName: name, organization: organization, serialNumber: nil)
    return try issue(subject, publicKey: publicKey, atUnixSeconds: now, random: random)
  }

  /// A certificate for TLS under the given names: digitalSignature, extended key usage serverAuth, 90 days, never beyond the root's end.
  /// - Throws: `bad-certificate-subject` also without a name; `randomness-unavailable`, `cryptography-unavailable`.
  package func issueServer(
    names: [ServerName], organization: String, publicKey: P256PublicKey, atUnixSeconds now: Int64, random: any RandomSource
  ) throws(TrustError) -> Certificate {
    guard !names.isEmpty else { throw TrustError(.badCertificateSubject) }
    let subject = IssuedSubject(
      role: RH_ROLE_SERVER, commonName: organization, organization: organization, serialNumber: nil, serverNames: names)
    return try issue(subject, publicKey: publicKey, atUnixSeconds: now, lifetimeSeconds: Self.serverLifetimeSeconds, random: random)
  }

  private func issue(
    _ subject: IssuedSubject, publicKey: P256PublicKey, atUnixSeconds now: Int64, lifetimeSeconds: Int64 = certificateLifetimeSeconds,
    random: any RandomSource
  ) throws(TrustError) -> Certificate {
    let end = min(now + lifetimeSeconds, certificate.notAfterSeconds)
    return try Self.issue(
      subject, publicKey: publicKey, issuer: certificate, issuerKey: key, from: now, lifetimeSeconds: end - now, random: random)
  }

  private static func issue(
    _ subject: IssuedSubject, publicKey: P256PublicKey, issuer: Certificate?, issuerKey: P256PrivateKey, from now: Int64,
    lifetimeSeconds: Int64, random: any RandomSource
  ) throws(TrustError) -> Certificate {
    guard subject.isPlain else { throw TrustError(.badCertificateSubject) }
    var serial = try random.randomBytes(count: 16)
    // Positive and never zero, at most 20 octets (RFC 5280 4.1.2.2).
    serial[0] = serial[0] & 0x7f | 0x40
    guard let subjectKey = rh_key_from_public_der(publicKey.der, publicKey.der.count) else { throw TrustError(.badKey) }
    defer { rh_key_free(subjectKey) }
    let der = shimBytes { out in
      subject.withPlan { plan in
        plan.subject_key = subjectKey
        plan.issuer_key = issuerKey.handle
        plan.not_before = now - backDatingSeconds
        plan.not_after = now + lifetimeSeconds
        return withPointers(issuer: issuer?.der, serial: serial) { issuerBytes, serialBytes in
          plan.issuer_der = issuerBytes?.baseAddress
          plan.issuer_count = issuerBytes?.count ?? 0
          plan.serial = serialBytes.baseAddress
          plan.serial_count = serialBytes.count
          return rh_certificate_issue(&plan, out)
        }
      }
    }
    guard let der else { throw TrustError(.cryptographyUnavailable) }
    return try Certificate(der: der)
  }

  private static func withPointers(
    issuer: [UInt8]?, serial: [UInt8], _ body: (UnsafeBufferPointer<UInt8>?, UnsafeBufferPointer<UInt8>) -> Int32
  ) -> Int32 {
    serial.withUnsafeBufferPointer { serialBytes in
      guard let issuer else { return body(nil, serialBytes) }
      return issuer.withUnsafeBufferPointer { body($0, serialBytes) }
    }
  }

  /// X.520 upper bounds: 64 characters; no control characters, nothing that is only blank.
  static func isPlainName(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    return (1...64).contains(scalars.count) && scalars.contains { !$0.properties.isWhitespace }
      && !scalars.contains { $0.properties.generalCategory == .control || $0.properties.generalCategory == .format }
  }
}

/// Whom a certificate is for, before it is written.
private struct IssuedSubject {
  let role: rh_role
  let commonName: String
  let organization: String
  let serialNumber: String?
  var serverNames: [ServerName] = []

  var isPlain: Bool {
    CertificateAuthority.isPlainName(commonName) && CertificateAuthority.isPlainName(organization)
      && serialNumber.map { id in CertificateAuthority.isPlainName(id) && id.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } } ?? true
  }

  func withPlan(_ body: (inout rh_certificate_plan) -> Int32) -> Int32 {
    commonName.withCString { name in
      organization.withCString { organization in
        withOptionalCString(serialNumber) { id in
          withOptionalCString(serverNames.isEmpty ? nil : serverNames.map(\.inCertificate).joined(separator: ",")) { servers in
            var plan = rh_certificate_plan()
            plan.role = role
            plan.common_name = name
            plan.organization = organization
            plan.subject_serial = id
            plan.server_names = servers
            return body(&plan)
          }
        }
      }
    }
  }
}
