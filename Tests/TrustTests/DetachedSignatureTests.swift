import Foundation
import HubTesting
import Testing

@testable import Trust

@Suite("CAdES detached signatures")
struct DetachedSignatureTests {
  let pki: InventedAuthority
  let content = Array("{\"findings\":\"窦性心律\"}".utf8)
  var digest: SHA256Digest { SHA256Digest(hashing: content) }
  init() throws { pki = try #require(InventedAuthority.shared) }

  func make(time: Int64? = nil) throws -> [UInt8] {
    try DetachedSignature.make(over: digest, key: pki.reporter.key, certificate: pki.reporter.certificate, signingTimeSeconds: time)
  }

  @Test(arguments: [nil, testNow + 5])
  func roundTrip(time: Int64?) throws {
    let verdict = DetachedSignature.verify(cms: try make(time: time), digest: digest, roots: pki.roots, atUnixSeconds: testNow + 10)
    #expect(verdict.faults == [] && verdict.isValid)
    #expect(verdict.signer == pki.reporter.certificate && verdict.signingTimeSeconds == time)
  }

  @Test func timeComesFromTheAttributeWhenNotGiven() throws {
    #expect(DetachedSignature.verify(cms: try make(time: testNow), digest: digest, roots: pki.roots, atUnixSeconds: nil).isValid)
    #expect(DetachedSignature.verify(cms: try make(), digest: digest, roots: pki.roots, atUnixSeconds: nil).faults == [.malformed])
    let late = try make(time: testNow + 731 * 86_400)
    #expect(DetachedSignature.verify(cms: late, digest: digest, roots: pki.roots, atUnixSeconds: nil).faults == [.certificateExpired])
  }

  @Test func eachFaultHasItsName() throws {
    let cms = try make()
    func faults(_ cms: [UInt8], digest: SHA256Digest? = nil, roots: [Certificate]? = nil, at: Int64 = testNow) -> [SignatureFaultCode] {
      DetachedSignature.verify(cms: cms, digest: digest ?? self.digest, roots: roots ?? pki.roots, atUnixSeconds: at).faults
    }
    #expect(faults(cms, digest: SHA256Digest(hashing: "other")) == [.digestDiffers])
    #expect(faults(cms, roots: []) == [.signerUntrusted])
    #expect(faults(cms, at: testNow - 3600) == [.certificateNotYetValid])
    #expect(faults(cms, at: testNow + 3 * 365 * 86_400) == [.certificateExpired])
    #expect(faults([]) == [.malformed] && faults(Array("text".utf8)) == [.malformed])
    #expect(faults(cms + [0]) == [.malformed] && faults(cms.dropLast()) == [.malformed])
    let byHub = try DetachedSignature.make(over: digest, key: pki.hub.key, certificate: pki.hub.certificate)
    #expect(faults(byHub) == [.keyUsage])
    let byRoot = try DetachedSignature.make(over: digest, key: pki.authority.key, certificate: pki.authority.certificate)
    #expect(faults(byRoot).contains(.keyUsage))
    #expect(throws: TrustError(.keyDoesNotMatch)) {
      try DetachedSignature.make(over: digest, key: pki.hub.key, certificate: pki.reporter.certificate)
    }
  }

  /// Every bit position of every byte is not needed: each byte with three different masks.
  @Test(arguments: [UInt8(0x01), 0x20, 0xff])
  func everyFlippedByteIsNoticed(mask: UInt8) throws {
    let cms = try make(time: testNow)
    var accepted: [Int] = []
    for index in cms.indices {
      var changed = cms
      changed[index] ^= mask
      if DetachedSignature.verify(cms: changed, digest: digest, roots: pki.roots, atUnixSeconds: testNow).isValid { accepted.append(index) }
    }
    #expect(accepted.isEmpty)
  }

  @Test func anOutsideAuthoritysIntermediateIsCarriedAlong() throws {
    // An unneeded certificate carried along does no harm and is part of the canonical form.
    let cms = try DetachedSignature.make(
      over: digest, key: pki.reporter.key, certificate: pki.reporter.certificate, intermediates: [pki.hub.certificate])
    #expect(DetachedSignature.verify(cms: cms, digest: digest, roots: pki.roots, atUnixSeconds: testNow).isValid)
  }

  @Test(.enabled(if: opensslIsInstalled, "SKIPPED: the openssl program is not installed"))
  func theOpensslProgramAgrees() throws {
    try withTemporaryFolder { folder in
      let (cmsPath, contentPath, rootPath) = (folder.appending(path: "s.p7s"), folder.appending(path: "c"), folder.appending(path: "root.pem"))
      try Data(content).write(to: contentPath)
      try Data(pki.authority.certificate.pem.utf8).write(to: rootPath)
      let arguments = [
        "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", cmsPath.path, "-content", contentPath.path, "-CAfile", rootPath.path,
        "-purpose", "any", "-attime", String(testNow + 5), "-out", folder.appending(path: "out").path,
      ]
      for time in [nil, testNow] {
        try Data(make(time: time)).write(to: cmsPath)
        let good = try OutsideProgram.run("openssl", arguments)
        #expect(good.code == 0, "\(good.output)")
      }
      try Data(content + [1]).write(to: contentPath)
      #expect(try OutsideProgram.run("openssl", arguments).code != 0)
    }
  }

  /// Another program's signature without signing-certificate-v2 is refused, although its mathematics is right.
  @Test(.enabled(if: opensslIsInstalled, "SKIPPED: the openssl program is not installed"))
  func aPlainCMSIsNotEnough() throws {
    try withTemporaryFolder { folder in
      let paths = ["c", "key.pem", "cert.pem", "s.p7s"].map { folder.appending(path: $0) }
      try Data(content).write(to: paths[0])
      try Data(pki.reporter.key.pem()).write(to: paths[1])
      try Data(pki.reporter.certificate.pem.utf8).write(to: paths[2])
      let sign = ["cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256", "-nosmimecap", "-in", paths[0].path]
      let keys = ["-signer", paths[2].path, "-inkey", paths[1].path, "-out", paths[3].path]
      #expect(try OutsideProgram.run("openssl", sign + keys).code == 0)
      let plain = Array(try Data(contentsOf: paths[3]))
      #expect(DetachedSignature.verify(cms: plain, digest: digest, roots: pki.roots, atUnixSeconds: testNow).faults == [.notCanonical])
      // The same program with -cades writes the form we do: an independent maker is accepted.
      #expect(try OutsideProgram.run("openssl", sign + ["-cades"] + keys).code == 0)
      let cades = Array(try Data(contentsOf: paths[3]))
      #expect(DetachedSignature.verify(cms: cades, digest: digest, roots: pki.roots, atUnixSeconds: testNow).isValid)
    }
  }
}
