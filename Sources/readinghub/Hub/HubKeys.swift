import HubModel
import Trust

/// The hub's own authority and the key that signs audit heads.
struct HubKeys: Sendable {
  let authority: CertificateAuthority
  let hubKey: P256PrivateKey
  let hubCertificate: Certificate

  /// Makes root and hub key and keeps them in the folder, keys with mode 0600.
  static func create(in folder: DataFolder, name: String, at now: Instant, random: any RandomSource) throws -> HubKeys {
    let seconds = now.microseconds / 1_000_000
    let authority = try CertificateAuthority.makeRoot(name: name + " root", organization: name, atUnixSeconds: seconds, random: random)
    let key = try P256PrivateKey(random: random)
    let certificate = try authority.issueHub(name: name, organization: name, publicKey: key.publicKey(), atUnixSeconds: seconds, random: random)
    try folder.writePrivately(authority.key.pem(), to: folder.rootKey)
    try folder.writePrivately(Array(authority.certificate.pem.utf8), to: folder.rootCertificate)
    try folder.writePrivately(key.pem(), to: folder.hubKey)
    try folder.writePrivately(Array(certificate.pem.utf8), to: folder.hubCertificate)
    return HubKeys(authority: authority, hubKey: key, hubCertificate: certificate)
  }

  static func load(from folder: DataFolder) throws -> HubKeys {
    let root = try Certificate(pem: String(decoding: folder.read(folder.rootCertificate), as: UTF8.self))
    return HubKeys(
      authority: try CertificateAuthority(certificate: root, key: try P256PrivateKey(pem: folder.read(folder.rootKey))),
      hubKey: try P256PrivateKey(pem: folder.read(folder.hubKey)),
      hubCertificate: try Certificate(pem: String(decoding: folder.read(folder.hubCertificate), as: UTF8.self)))
  }
}
