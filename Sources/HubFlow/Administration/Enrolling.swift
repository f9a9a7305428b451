import Foundation
import HubAPI
import HubModel
import Trust

/// A reader's machine proves possession of a new key and gets its certificate and its token.
package struct Enrolling: Sendable {
  private let store: any HubStore
  private let clock: any HubClock
  private let random: any RandomSource
  private let authority: CertificateAuthority
  package let rootCertificatePEM: String

  package init(store: any HubStore, clock: any HubClock, random: any RandomSource, authority: CertificateAuthority) {
    self.store = store
    self.clock = clock
    self.random = random
    self.authority = authority
    rootCertificatePEM = authority.certificate.pem
  }

  /// - Throws: `enrolment-invalid` for a code that is unknown, used or over, or a request that does not prove its key.
  package func enrol(_ request: EnrolmentRequest) async throws(HubError) -> EnrolmentResult {
    guard let hash = SHA256Digest(hex: request.secret) else { throw HubError(.enrolmentInvalid) }
    guard let der = Data(base64Encoded: request.certificateRequest) else { throw HubError(.enrolmentInvalid) }
    let proven: CertificateRequest
    do { proven = try CertificateRequest(der: Array(der)) } catch { throw HubError(.enrolmentInvalid, error.code.rawValue) }
    // The request's name binds it to this code: one made for another code proves nothing here.
    guard proven.commonName == hash.hex else { throw HubError(.enrolmentInvalid) }
    let token = try newToken()
    let now = clock.now().wall
    let authority = authority
    let random = random
    let enrolled = try await store.commit { store in
      guard let enrolment = try store.takeEnrolment(codeDigest: .enrolment(presenting: hash)), enrolment.expiresAt > now,
        var reader = try store.reader(enrolment.reader), !reader.isDisabled,
        let hospital = try store.hospitals().first(where: { $0.id == reader.hospital })
      else { throw HubError(.enrolmentInvalid) }
      let certificate = try Self.certificate(for: reader, of: hospital, key: proven, by: authority, at: now, random: random)
      reader.certificatePEM = certificate.pem
      try store.update(reader)
      try store.setToken(SecretDigest(bytes: token.tokenHash.bytes), of: .reader(reader.id))
      try store.record(.enrolled, by: .reader(reader.id), on: "reader:\(reader.id)", detail: "serial \(certificate.serialNumber)", at: now)
      return (reader, hospital, certificate.pem)
    }
    return EnrolmentResult(
      readerID: enrolled.0.id.rawValue, name: enrolled.0.name, hospital: enrolled.1.name, certificatePEM: enrolled.2,
      rootCertificatePEM: rootCertificatePEM, token: token.text)
  }

  private func newToken() throws(HubError) -> SecretToken {
    do {
      let token = try SecretToken(kind: .reader, random: random)
      return token
    } catch { throw HubError(.internalError, "randomness") }
  }

  private static func certificate(
    for reader: Reader, of hospital: Hospital, key: CertificateRequest, by authority: CertificateAuthority, at now: Instant, random: any RandomSource
  ) throws -> Certificate {
    try authority.issueReader(
      id: String(reader.id.rawValue), name: reader.name, hospital: hospital.name, publicKey: key.publicKey,
      atUnixSeconds: now.microseconds / 1_000_000, random: random)
  }
}

extension SecretDigest {
  /// What the hub keeps of an enrolment code: the hash of what the reader's machine presents, so that the stored value cannot be presented.
  static func enrolment(presenting hash: SHA256Digest) -> SecretDigest { SecretDigest(bytes: SHA256Digest(hashing: hash.bytes).bytes) }
}
