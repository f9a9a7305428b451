import Testing
import Trust

@testable import Reports

@Suite("Receipt anchors")
struct ReceiptAnchorTests {
  @Test func jsonRoundTripAndForgery() throws {
    let hospital = try #require(TestHospital.shared)
    let head = ChainHead(number: 1234, hash: SHA256Digest(hashing: "head"), timeMicroseconds: testInstant.microseconds)
    let anchor = ReceiptAnchor(auditHead: try SignedChainHead(signing: head, key: hospital.hub.key, certificate: hospital.hub.certificate))
    let json = try anchor.json()
    let again = try ReceiptAnchor(json: json)
    #expect(again == anchor && again.faults(roots: [hospital.authority.certificate]) == [])
    #expect(try ReceiptAnchor(json: Array(" ".utf8) + json) == anchor)
    let changed = json.replacing("\"number\":1234", with: "\"number\":1233")
    #expect(try ReceiptAnchor(json: changed).faults(roots: [hospital.authority.certificate]) == [.doesNotMatch])
    #expect(throws: ReportError(.contentNotCanonical)) { try ReceiptAnchor(json: json.replacing("anchor/1", with: "anchor/2")) }
    #expect(throws: ReportError(.contentNotCanonical)) { try ReceiptAnchor(json: []) }
  }
}
