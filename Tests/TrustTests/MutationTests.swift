import HubTesting
import Testing
import Trust

/// What comes from outside and is read by way of OpenSSL: damage is refused or changes nothing, never a crash, never a valid signature.
@Suite("Damaged keys, certificates, requests and signatures")
struct MutationTests {
  private let world: InventedAuthority
  init() throws { world = try #require(InventedAuthority.shared) }

  @Test func certificates() throws {
    let random = SeededRandom(seed: 1)
    let (der, pem) = (world.reporter.certificate.der, Array(world.reporter.certificate.pem.utf8))
    var refused = 0
    for _ in 0..<2_000 {
      let bytes = Mutations.mutated(der, random)
      guard let certificate = try? Certificate(der: bytes) else {
        refused += 1
        continue
      }
      // What is still a certificate is another one, and nobody has signed it.
      guard bytes != der else { continue }
      #expect(certificate.der == bytes && certificate.verdict(roots: world.roots, intermediates: [], atUnixSeconds: testNow) != .trusted)
    }
    #expect(refused > 500)
    for _ in 0..<1_000 { _ = try? Certificate.list(pem: String(decoding: Mutations.mutated(pem, random), as: UTF8.self)) }
  }

  @Test func requests() throws {
    let random = SeededRandom(seed: 2)
    let request = try CertificateRequest(key: world.reporter.key, commonName: "R-1007")
    var refused = 0
    for _ in 0..<2_000 {
      let bytes = Mutations.mutated(request.der, random)
      if let read = try? CertificateRequest(der: bytes) {
        #expect(read.publicKey == request.publicKey && read.commonName == request.commonName, "a request that nobody signed")
      } else {
        refused += 1
      }
    }
    #expect(refused > 1_500)
  }

  @Test func keysAndSecrets() throws {
    let random = SeededRandom(seed: 3)
    let pem = try world.reporter.key.pem()
    let token = Array(try SecretToken(kind: .clinic, random: SystemRandomSource()).text.utf8)
    for _ in 0..<1_000 {
      _ = try? P256PrivateKey(pem: Mutations.mutated(pem, random))
      let text = String(decoding: Mutations.mutated(token, random), as: UTF8.self)
      if let read = try? SecretToken(text: text) { #expect(read.text.utf8.count <= 256) }
      _ = try? EnrolmentCode(text: text + "@http://127.0.0.1")
    }
  }

  @Test func signatures() throws {
    let random = SeededRandom(seed: 4)
    let digest = SHA256Digest(hashing: [1, 2, 3])
    let cms = try DetachedSignature.make(over: digest, key: world.reporter.key, certificate: world.reporter.certificate, signingTimeSeconds: testNow)
    #expect(DetachedSignature.verify(cms: cms, digest: digest, roots: world.roots, atUnixSeconds: nil).isValid)
    for _ in 0..<2_000 {
      let bytes = Mutations.mutated(cms, random)
      guard bytes != cms else { continue }
      #expect(!DetachedSignature.verify(cms: bytes, digest: digest, roots: world.roots, atUnixSeconds: nil).isValid, "a changed signature is valid")
    }
  }
}
