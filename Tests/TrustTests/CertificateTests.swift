import Foundation
import HubTesting
import Testing

@testable import Trust

@Suite("Certificates and the authority")
struct CertificateTests {
  let pki: InventedAuthority
  init() throws { pki = try #require(InventedAuthority.shared) }

  @Test func aReadersCertificateSaysWhoAndForHowLong() throws {
    let reader = pki.reporter.certificate
    #expect(reader.subject == .init(commonName: "李明", organization: "温州第一医院", serialNumber: "R-1007"))
    #expect(reader.issuerCommonName == "测试区域根证书")
    #expect(reader.notBeforeSeconds == testNow - 60 && reader.notAfterSeconds == testNow + 730 * 86_400)
    #expect(reader.keyUsage == [.digitalSignature, .nonRepudiation] && !reader.isAuthority)
    #expect(reader.serialNumber.count == 32 && reader.serialNumber != pki.hub.certificate.serialNumber)
    #expect(try reader.publicKey() == pki.reporter.key.publicKey())
    #expect(try Certificate(pem: reader.pem) == reader)
    #expect(try Certificate.list(pem: reader.pem + "\n" + pki.hub.certificate.pem) == [reader, pki.hub.certificate])
    #expect(reader.fingerprint == SHA256Digest(hashing: reader.der))
    let root = pki.authority.certificate
    #expect(root.isAuthority && root.keyUsage.contains(.certificateSign) && root.notAfterSeconds == testNow + 3650 * 86_400)
    #expect(pki.hub.certificate.keyUsage == .digitalSignature)
  }

  @Test func thePathHoldsOnlyUnderTheRootAndInItsTime() throws {
    let other = try CertificateAuthority.makeRoot(
      name: "测试区域根证书", organization: "浙江省测试中心", atUnixSeconds: testNow, random: SystemRandomSource())
    #expect(pki.reporter.certificate.verdict(roots: pki.roots, atUnixSeconds: testNow) == .trusted)
    #expect(pki.reporter.certificate.verdict(roots: [other.certificate] + pki.roots, atUnixSeconds: testNow) == .trusted)
    #expect([.untrusted, .badSignature].contains(pki.reporter.certificate.verdict(roots: [other.certificate], atUnixSeconds: testNow)))
    #expect(pki.reporter.certificate.verdict(roots: [], atUnixSeconds: testNow) == .untrusted)
    #expect(pki.reporter.certificate.verdict(roots: [pki.reporter.certificate], atUnixSeconds: testNow) != .trusted)
    #expect(pki.reporter.certificate.verdict(roots: pki.roots, atUnixSeconds: testNow - 61) == .notYetValid)
    #expect(pki.reporter.certificate.verdict(roots: pki.roots, atUnixSeconds: testNow + 730 * 86_400 + 1) == .expired)
  }

  @Test func everyFlippedByteOfACertificateIsNoticed() {
    var trusted: [Int] = []
    for index in pki.reporter.certificate.der.indices {
      var changed = pki.reporter.certificate.der
      changed[index] ^= 0x01
      guard let certificate = try? Certificate(der: changed) else { continue }
      if certificate.verdict(roots: pki.roots, atUnixSeconds: testNow) == .trusted { trusted.append(index) }
    }
    #expect(trusted.isEmpty)
    #expect(throws: TrustError(.badCertificate)) { try Certificate(der: pki.reporter.certificate.der + [0]) }
    #expect(throws: TrustError(.badCertificate)) { try Certificate(pem: "nothing") }
    #expect(throws: TrustError(.badCertificate)) { try Certificate.list(pem: "nothing") }
  }

  @Test func aReaderCannotIssue() throws {
    #expect(throws: TrustError(.badCertificate)) { try CertificateAuthority(certificate: pki.reporter.certificate, key: pki.reporter.key) }
    #expect(throws: TrustError(.keyDoesNotMatch)) { try CertificateAuthority(certificate: pki.authority.certificate, key: pki.reporter.key) }
    let again = try CertificateAuthority(
      certificate: Certificate(pem: pki.authority.certificate.pem), key: P256PrivateKey(pem: pki.authority.key.pem()))
    #expect(again.certificate == pki.authority.certificate)
  }

  @Test func certificatesEndNoLaterThanTheirRoot() throws {
    let late = testNow + CertificateAuthority.rootLifetimeSeconds - 86_400
    let certificate = try pki.authority.issueReader(
      id: "R-2", name: "王", hospital: "医院", publicKey: pki.reporter.key.publicKey(), atUnixSeconds: late, random: SystemRandomSource())
    #expect(certificate.notAfterSeconds == pki.authority.certificate.notAfterSeconds)
  }

  @Test(arguments: ["", "   ", "a\u{0}b", "a\u{1b}[31m", "\u{202e}gnp", String(repeating: "长", count: 65)])
  func oddNamesAreRefused(name: String) throws {
    let key = try pki.reporter.key.publicKey()
    #expect(throws: TrustError(.badCertificateSubject)) {
      try pki.authority.issueReader(id: "R", name: name, hospital: "医院", publicKey: key, atUnixSeconds: testNow, random: SystemRandomSource())
    }
    #expect(throws: TrustError(.badCertificateSubject)) {
      try pki.authority.issueReader(id: "R", name: "王", hospital: name, publicKey: key, atUnixSeconds: testNow, random: SystemRandomSource())
    }
  }

  @Test func longChineseNamesFit() throws {
    let name = String(repeating: "长", count: 64)
    let certificate = try pki.authority.issueReader(
      id: "R", name: name, hospital: name, publicKey: pki.reporter.key.publicKey(), atUnixSeconds: testNow, random: SystemRandomSource())
    #expect(certificate.subject.commonName == name)
  }

  @Test func aRequestProvesPossession() throws {
    let label = "code " + SHA256Digest(hashing: "secret").hex.prefix(32)
    let request = try CertificateRequest(key: pki.reporter.key, commonName: label)
    let read = try CertificateRequest(der: request.der)
    #expect(read == request && read.commonName == label)
    #expect(try read.publicKey == pki.reporter.key.publicKey())
    for index in request.der.indices {
      var changed = request.der
      changed[index] ^= 0x01
      if let odd = try? CertificateRequest(der: changed) { Issue.record("byte \(index) changed and accepted as \(odd.commonName)") }
    }
    #expect(throws: TrustError(.badCertificateRequest)) { try CertificateRequest(der: request.der + [0]) }
    #expect(throws: TrustError(.badCertificateRequest)) { try CertificateRequest(key: pki.reporter.key, commonName: "") }
  }
}
