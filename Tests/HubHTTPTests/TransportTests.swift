import Foundation
import HubModel
import HubTesting
import HummingbirdTesting
import HummingbirdTLS
import Testing
import Trust

@testable import HubHTTP

@Suite("Plain and TLS")
struct TransportTests {
  @Test(
    "plain HTTP is refused off loopback",
    arguments: ["0.0.0.0:8080", "[::]:8080", "192.168.1.5:80", "hub.example:80", "127.0.0.1.example:80", "128.0.0.1:80"])
  func plainOffLoopback(text: String) async throws {
    let hub = try await TestHub()
    let address = try #require(ListenAddress(text: text))
    #expect(throws: HubError(.unsafeConfiguration)) { try hub.server(HubHTTPConfiguration(address: address)) }
  }

  @Test("loopback is what the address itself says")
  func loopback() throws {
    for text in ["127.0.0.1:1", "127.8.9.10:0", "[::1]:80", "localhost:8080"] {
      #expect(try #require(ListenAddress(text: text)).isLoopback, "\(text)")
    }
    for text in ["", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "a b:80", "/tmp/x:1"] {
      #expect(ListenAddress(text: text) == nil, "\(text)")
    }
  }

  @Test("a certificate or key that cannot be used is refused at the start")
  func badCertificates() async throws {
    let hub = try await TestHub()
    let files = try Self.certificate(in: hub.folder, name: "one")
    let others = try Self.certificate(in: hub.folder, name: "two")
    let missing = HubHTTPConfiguration.TLSFiles(certificatePath: hub.folder.file("none.pem"), keyPath: files.keyPath)
    let mixed = HubHTTPConfiguration.TLSFiles(certificatePath: files.certificatePath, keyPath: others.keyPath)
    for tls in [missing, mixed] {
      let configuration = HubHTTPConfiguration(address: ListenAddress(host: "0.0.0.0", port: 0), tls: tls)
      #expect(throws: HubError(.unsafeConfiguration)) { try hub.server(configuration) }
    }
  }

  @Test("TLS 1.2 and later is served, earlier and plain are not")
  func servesTLS() async throws {
    let hub = try await TestHub()
    let files = try Self.certificate(in: hub.folder, name: "hub")
    try await LiveHub.run(hub, tls: files) { port, _ async throws in
      var trusting = TLSConfiguration.makeClientConfiguration()
      trusting.certificateVerification = .none
      #expect(try await Self.status(port: port, trusting) == 401)
      trusting.maximumTLSVersion = .tlsv11
      let old = trusting
      await #expect(throws: (any Error).self) { try await Self.status(port: port, old) }
      let plain = try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(ConnectionTests.whoAmI)
        return connection.read()
      }
      #expect(plain.isClosed && !plain.text.contains("HTTP/1.1"))
    }
  }

  private static func status(port: Int, _ tls: TLSConfiguration) async throws -> Int {
    try await TestClient.withClient(
      host: "127.0.0.1", port: port, configuration: .init(tlsConfiguration: tls, timeout: .seconds(5), serverName: "hub")
    ) { client in try await client.get("/api/v1/whoami").status.code }
  }

  /// A server's certificate under a root of its own, and its key, as files.
  private static func certificate(in folder: TemporaryFolder, name: String) throws -> HubHTTPConfiguration.TLSFiles {
    let random = SystemRandomSource()
    let start: Int64 = 1_767_225_600
    let authority = try CertificateAuthority.makeRoot(name: "root", organization: "test", atUnixSeconds: start, random: random)
    let key = try P256PrivateKey(random: random)
    let certificate = try authority.issueHub(
      name: name, organization: "test", publicKey: try key.publicKey(), atUnixSeconds: start, random: random)
    let files = HubHTTPConfiguration.TLSFiles(certificatePath: folder.file(name + ".pem"), keyPath: folder.file(name + ".key"))
    try certificate.pem.write(toFile: files.certificatePath, atomically: true, encoding: .utf8)
    try Data(key.pem()).write(to: URL(fileURLWithPath: files.keyPath))
    return files
  }
}
