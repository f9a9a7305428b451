import HubTesting
import Testing

@testable import Trust

@Suite("A server's certificate")
struct ServerCertificateTests {
  let pki: InventedAuthority
  init() throws { pki = try #require(InventedAuthority.shared) }

  @Test("it carries its names, lives ninety days under the root, and cannot stand under a report")
  func issued() throws {
    let names = try ["Hub.Example", "10.0.0.7", "fd00:0::1"].map { try #require(ServerName($0)) }
    let key = try P256PrivateKey(random: SystemRandomSource())
    let certificate = try pki.authority.issueServer(
      names: names, organization: "区域中心", publicKey: key.publicKey(), atUnixSeconds: testNow, random: SystemRandomSource())
    #expect(certificate.serverNames == ["hub.example", "10.0.0.7", "fd00::1"])
    #expect(certificate.notAfterSeconds == testNow + 90 * 86_400)
    #expect(certificate.keyUsage == .digitalSignature && !certificate.isAuthority)
    #expect(certificate.verdict(roots: pki.roots, atUnixSeconds: testNow) == .trusted)
    #expect(certificate.verdict(roots: pki.roots, atUnixSeconds: testNow + 90 * 86_400 + 1) == .expired)
    #expect(pki.hub.certificate.serverNames.isEmpty)
    #expect(throws: TrustError(.badCertificateSubject)) {
      try pki.authority.issueServer(
        names: [], organization: "x", publicKey: key.publicKey(), atUnixSeconds: testNow, random: SystemRandomSource())
    }
  }

  @Test(
    "what is no host and no address is no name",
    arguments: ["", " ", "a b", "*.example", "a,DNS:evil", "-a", "a-", "a..b", "1.2.3", "1.2.3.256", "é.example", "a\n", "[::1]", "10.0.0.1:80"])
  func refused(text: String) { #expect(ServerName(text) == nil) }

  @Test("hosts and addresses are told apart", arguments: [("localhost", false), ("127.0.0.1", true), ("::1", true), ("hub-1.example", false)])
  func kinds(text: String, isAddress: Bool) { #expect(ServerName(text)?.isAddress == isAddress) }
}
