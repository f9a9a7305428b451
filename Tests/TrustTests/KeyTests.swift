import Foundation
import HubTesting
import Testing

@testable import Trust

@Suite("P-256 keys")
struct KeyTests {
  /// seed mod (n − 1) + 1 with seed 0 is 1, whose point is the generator (SEC 2, secp256r1).
  @Test func theSmallestSeedGivesTheGenerator() throws {
    struct Zeros: RandomSource { func randomBytes(count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) } }
    let point = Hexadecimal.encode(try P256PrivateKey(random: Zeros()).publicKey().der.suffix(65))
    #expect(
      point == "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
  }

  @Test func keysFollowTheirRandomness() throws {
    let first = try P256PrivateKey(random: CountingRandomSource(seed: 1)).publicKey()
    #expect(try P256PrivateKey(random: CountingRandomSource(seed: 1)).publicKey() == first)
    #expect(try P256PrivateKey(random: CountingRandomSource(seed: 2)).publicKey() != first)
    struct Short: RandomSource { func randomBytes(count: Int) -> [UInt8] { [1, 2, 3] } }
    #expect(throws: TrustError(.randomnessUnavailable)) { try P256PrivateKey(random: Short()) }
  }

  @Test func signaturesVerifyAndChangesDoNot() throws {
    let key = try P256PrivateKey(random: SystemRandomSource())
    let (message, publicKey) = (Array("报告".utf8), try key.publicKey())
    let signature = try key.sign(message)
    #expect(publicKey.verify(signature, of: message))
    #expect(!publicKey.verify(signature, of: message + [0]))
    for index in signature.indices {
      var changed = signature
      changed[index] ^= 1
      #expect(!publicKey.verify(changed, of: message))
    }
    let other = try P256PrivateKey(random: SystemRandomSource())
    #expect(try !other.publicKey().verify(signature, of: message))
  }

  @Test func pemWithAndWithoutPassphrase() throws {
    let key = try P256PrivateKey(random: SystemRandomSource())
    let plain = try key.pem()
    #expect(String(decoding: plain, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----"))
    #expect(try P256PrivateKey(pem: plain).publicKey() == key.publicKey())
    let locked = try key.pem(passphrase: "密码 pass")
    #expect(String(decoding: locked, as: UTF8.self).hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
    #expect(try P256PrivateKey(pem: locked, passphrase: "密码 pass").publicKey() == key.publicKey())
    #expect(throws: TrustError(.wrongPassphrase)) { try P256PrivateKey(pem: locked, passphrase: "other") }
    #expect(throws: TrustError(.wrongPassphrase)) { try P256PrivateKey(pem: locked) }
    #expect(throws: TrustError(.wrongPassphrase)) { try key.pem(passphrase: "") }
    #expect(throws: TrustError(.badKey)) { try P256PrivateKey(pem: Array("nonsense".utf8)) }
    #expect(throws: TrustError(.badKey)) { try P256PrivateKey(pem: []) }
    #expect(throws: TrustError(.badKey)) { try P256PublicKey(der: key.publicKey().der + [0]) }
  }

  @Test(.enabled(if: opensslIsInstalled, "SKIPPED: the openssl program is not installed"))
  func otherCurvesAreRefusedAndOursReadElsewhere() throws {
    try withTemporaryFolder { folder in
      for arguments in [["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["-algorithm", "ED25519"]] {
        let path = folder.appending(path: "other.pem").path
        #expect(try OutsideProgram.run("openssl", ["genpkey", "-out", path] + arguments).code == 0)
        let pem = Array(try Data(contentsOf: URL(filePath: path)))
        #expect(throws: TrustError(.badKey)) { try P256PrivateKey(pem: pem) }
      }
      let ours = folder.appending(path: "ours.pem")
      try Data(P256PrivateKey(random: SystemRandomSource()).pem(passphrase: "pass")).write(to: ours)
      #expect(try OutsideProgram.run("openssl", ["pkey", "-in", ours.path, "-passin", "pass:pass", "-noout", "-check"]).code == 0)
    }
  }
}
