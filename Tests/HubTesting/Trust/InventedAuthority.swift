import Trust

/// A root with a reporting and a reviewing doctor and a hub under it, as certificates and keys. Nobody of them exists.
package struct InventedAuthority: Sendable {
  package struct Holder: Sendable {
    package let key: P256PrivateKey
    package let certificate: Certificate
  }

  package let authority: CertificateAuthority
  /// 李明, R-1007.
  package let reporter: Holder
  /// 王芳, R-2001.
  package let reviewer: Holder
  package let hub: Holder

  /// Made once for all tests.
  package static let shared = try? InventedAuthority()
  /// Another region's people of the same names.
  package static let foreign = try? InventedAuthority()
  /// When all certificates were issued: 2026-03-01T00:00:00Z.
  package static let now: Int64 = 1_772_323_200

  package init() throws {
    let random = SystemRandomSource()
    authority = try .makeRoot(name: "测试区域根证书", organization: "浙江省测试中心", atUnixSeconds: Self.now, random: random)
    reporter = try Self.reader("R-1007", "李明", under: authority)
    reviewer = try Self.reader("R-2001", "王芳", under: authority)
    let key = try P256PrivateKey(random: random)
    hub = Holder(
      key: key,
      certificate: try authority.issueHub(
        name: "hub", organization: "浙江省测试中心", publicKey: key.publicKey(), atUnixSeconds: Self.now, random: random))
  }

  /// A doctor with a new key.
  package static func reader(_ id: String, _ name: String, under authority: CertificateAuthority, at now: Int64 = now) throws -> Holder {
    let key = try P256PrivateKey(random: SystemRandomSource())
    let certificate = try authority.issueReader(
      id: id, name: name, hospital: "温州第一医院", publicKey: key.publicKey(), atUnixSeconds: now, random: SystemRandomSource())
    return Holder(key: key, certificate: certificate)
  }

  package var roots: [Certificate] { [authority.certificate] }
}
