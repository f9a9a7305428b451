import Foundation
import HubHTTP
import HubModel
import Trust

/// The server's certificate that a hub makes of its own root, and makes anew in time; clients that know the root need nothing else.
struct OwnTLS: Sendable {
  let folder: DataFolder
  let names: [ServerName]
  let authority: CertificateAuthority
  let organization: String
  /// A third of its life is left when it is made anew.
  static let renewalSeconds = CertificateAuthority.serverLifetimeSeconds / 3

  var files: HubHTTPConfiguration.TLSFiles { .init(certificatePath: folder.serverCertificate, keyPath: folder.serverKey) }

  /// - Parameters:
  ///   - asked: what the operator names; where that is nothing, the host of the hub's public address and that of the listener.
  /// - Throws: `unsafe-configuration` where no name is left.
  static func names(asked: [ServerName], publicURL: String, listening: ListenAddress) throws(HubError) -> [ServerName] {
    var names = asked
    if names.isEmpty {
      let hosts = [URL(string: publicURL)?.host, ["0.0.0.0", "::"].contains(listening.host) ? nil : listening.host]
      names = hosts.compactMap { $0.flatMap { ServerName($0.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))) } }
    }
    guard !names.isEmpty else { throw HubError(.unsafeConfiguration, "--tls own: name the hub with --tls-name") }
    var seen: Set<ServerName> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// Makes a certificate where there is none for these names, or where the one there is ends soon. Blocks.
  ///
  /// - Returns: whether one was made.
  func renew(at now: Instant, random: any RandomSource) throws -> Bool {
    let seconds = now.microseconds / 1_000_000
    if let certificate = kept, isGood(certificate, atUnixSeconds: seconds) { return false }
    let key = try P256PrivateKey(random: random)
    let certificate = try authority.issueServer(
      names: names, organization: organization, publicKey: key.publicKey(), atUnixSeconds: seconds, random: random)
    // The key first: a crash between the two leaves a pair that does not fit, which is made anew at the next look.
    try folder.replace(folder.serverKey, with: key.pem())
    try folder.replace(folder.serverCertificate, with: Array(certificate.pem.utf8))
    return true
  }

  private var kept: Certificate? {
    guard let pem = FileManager.default.contents(atPath: folder.serverCertificate), let key = FileManager.default.contents(atPath: folder.serverKey),
      let certificate = try? Certificate(pem: String(decoding: pem, as: UTF8.self)), let own = try? P256PrivateKey(pem: Array(key)),
      let publicKey = try? own.publicKey(), publicKey.der == certificate.publicKeyDER
    else { return nil }
    return certificate
  }

  /// The root's end is the certificate's own, and no reason to make one after the other.
  private func isGood(_ certificate: Certificate, atUnixSeconds now: Int64) -> Bool {
    let renewal = certificate.notAfterSeconds - Self.renewalSeconds
    let endsWithRoot = certificate.notAfterSeconds == authority.certificate.notAfterSeconds
    return Set(certificate.serverNames) == Set(names.map(\.description)) && certificate.notBeforeSeconds <= now
      && (now < renewal || endsWithRoot && now < certificate.notAfterSeconds)
      && certificate.verdict(roots: [authority.certificate], atUnixSeconds: now) == .trusted
  }
}
