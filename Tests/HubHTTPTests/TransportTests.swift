import Foundation
import HubModel
import HubTesting
import HummingbirdTesting
import NIOSSL
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
      // Said in the clear, served never.
      #expect(plain.isClosed && plain.text.hasPrefix("HTTP/1.1 400 ") && plain.text.contains("https://"), "\(plain)")
      #expect(!plain.text.contains("401"))
    }
  }

  @Test("what is neither TLS nor HTTP, and who says nothing or half a handshake, is let go")
  func strangers() async throws {
    let hub = try await TestHub()
    let files = try Self.certificate(in: hub.folder, name: "hub")
    var limits = HubHTTPLimits()
    limits.idleSeconds = 1
    try await LiveHub.run(hub, limits: limits, tls: files) { port, _ async throws in
      // An A-ASSOCIATE-RQ, nothing at all, the first bytes of a ClientHello.
      for bytes in [[1, 0, 0, 0, 0, 68, 0, 1, 0, 0], [], [0x16, 3, 1, 2, 0, 1, 0]] as [[UInt8]] {
        let ended = try await LiveHub.blocking {
          let connection = try RawConnection(port: port)
          connection.send(bytes)
          return connection.read(seconds: 8)
        }
        #expect(ended.isClosed && !ended.text.contains("HTTP"), "\(bytes): \(ended)")
      }
    }
  }

  @Test("a new pair comes into force for new connections, open ones live on; what cannot be used or has ended changes nothing")
  func reload() async throws {
    let hub = try await TestHub()
    let (files, next, ended) = try (
      Self.certificate(in: hub.folder, name: "hub"), Self.certificate(in: hub.folder, name: "next"),
      Self.certificate(in: hub.folder, name: "ended", from: Self.start - 800 * 86_400)
    )
    let identity = try TLSIdentity(files: files)
    let first = identity.context
    #expect(try !identity.reload(atUnixSeconds: Self.start))
    let copy: (HubHTTPConfiguration.TLSFiles, Bool) throws -> Void = { source, withKey in
      try Data(contentsOf: URL(fileURLWithPath: source.certificatePath)).write(to: URL(fileURLWithPath: files.certificatePath))
      if withKey { try Data(contentsOf: URL(fileURLWithPath: source.keyPath)).write(to: URL(fileURLWithPath: files.keyPath)) }
    }
    try copy(next, false)
    #expect(throws: HubError(.unsafeConfiguration)) { try identity.reload(atUnixSeconds: Self.start) }
    #expect(identity.context === first)
    try copy(ended, true)
    #expect(throws: HubError(.unsafeConfiguration)) { try identity.reload(atUnixSeconds: Self.start) }
    #expect(identity.context === first)
    try copy(next, true)
    #expect(try identity.reload(atUnixSeconds: Self.start))
    #expect(identity.context !== first)
    try FileManager.default.removeItem(atPath: files.keyPath)
    #expect(throws: HubError(.unsafeConfiguration)) { try identity.reload(atUnixSeconds: Self.start) }
  }

  private static func status(port: Int, _ tls: TLSConfiguration) async throws -> Int {
    try await TestClient.withClient(
      host: "127.0.0.1", port: port, configuration: .init(tlsConfiguration: tls, timeout: .seconds(5), serverName: "hub")
    ) { client in try await client.get("/api/v1/whoami").status.code }
  }

  private static let start: Int64 = 1_767_225_600

  /// A server's certificate under a root of its own, and its key, as files.
  private static func certificate(in folder: TemporaryFolder, name: String, from start: Int64 = start) throws -> HubHTTPConfiguration.TLSFiles {
    let random = SystemRandomSource()
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
