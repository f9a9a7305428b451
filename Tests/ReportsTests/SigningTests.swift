import Foundation
import HubModel
import HubTesting
import Testing
import Trust

@testable import Reports

@Suite("Preparing and signing reports")
struct SigningTests {
  let hospital: InventedAuthority
  init() throws { hospital = try #require(InventedAuthority.shared) }

  @Test func oneSignatureIssues() throws {
    let signed = try sign(makeUnsigned(), .reporter, by: hospital.reporter)
    let result = hospital.verifier.verify(pdf: signed, at: later)
    #expect(result.codes == [] && result.isValid)
    #expect(result.content == makeContent())
    #expect(try result.contentDigest == makeContent().digest())
    let signer = try #require(result.signers.first)
    #expect(result.signers.count == 1 && signer.field == .reporter && signer.readerID == "R-1007" && signer.name == "李明")
    #expect(signer.hospital == "温州第一医院" && signer.signedAtText == "2026-03-01T08:00:00+08:00")
    #expect(signer.signedAt == Instant(microseconds: testNow * 1_000_000))
    #expect(signer.certificateSerialNumber == hospital.reporter.certificate.serialNumber)
  }

  @Test func aSecondSignatureKeepsTheFirst() throws {
    let first = try sign(makeUnsigned(), .reporter, by: hospital.reporter)
    let both = try sign(first, .reviewer, by: hospital.reviewer, at: later)
    #expect(both.starts(with: first))
    let result = hospital.verifier.verify(pdf: both, at: later)
    #expect(result.codes == [])
    #expect(result.signers.map(\.name) == ["李明", "王芳"])
    #expect(throws: ReportError(.fieldAlreadySigned)) { try sign(both, .reviewer, by: hospital.reviewer) }
    #expect(throws: ReportError(.fieldAlreadySigned)) { try sign(first, .reporter, by: hospital.reporter) }
  }

  @Test func theReviewerDoesNotSignFirst() throws {
    #expect(throws: ReportError(.signatureOrder)) { try sign(makeUnsigned(), .reviewer, by: hospital.reviewer) }
  }

  @Test func theReadersMachineFindsEverythingInTheFile() throws {
    let prepared = try PAdES.prepare(report: makeUnsigned(), field: .reporter, signer: hospital.reporter.name, at: testInstant)
    let fetched = try PreparedSignature(reading: prepared.bytes)
    #expect(fetched.digest == prepared.digest && fetched.byteRange == prepared.byteRange && fetched.content == makeContent())
    #expect(fetched.signer == hospital.reporter.name && fetched.field == .reporter && fetched.time == prepared.time)
    #expect(try fetched.contentDigest() == makeContent().digest())
    let cms = try fetched.sign(key: hospital.reporter.key, certificate: hospital.reporter.certificate)
    #expect(hospital.verifier.verify(pdf: try prepared.embed(cms: cms), at: later).isValid)
    #expect(throws: ReportError(.signerDiffers)) { try fetched.sign(key: hospital.reviewer.key, certificate: hospital.reviewer.certificate) }
  }

  @Test func aPreparedFileChangedOnItsWayIsRefused() throws {
    let prepared = try PAdES.prepare(report: makeUnsigned(), field: .reporter, signer: hospital.reporter.name, at: testInstant)
    #expect(throws: ReportError(.notPrepared)) { try PreparedSignature(reading: prepared.bytes + [0x0a]) }
    #expect(throws: ReportError(.notPrepared)) { try PreparedSignature(reading: Array(prepared.bytes.dropLast())) }
    #expect(throws: ReportError(.notPrepared)) { try PreparedSignature(reading: makeUnsigned()) }
    #expect(throws: ReportError(.notPrepared)) { try PreparedSignature(reading: sign(makeUnsigned(), .reporter, by: hospital.reporter)) }
    #expect(throws: ReportError(.notPrepared)) { try PreparedSignature(reading: []) }
    // Text of the pages is no structure: the digest tells.
    let repainted = prepared.bytes.replacing("(Report)", with: "(Retort)")
    #expect(try PreparedSignature(reading: repainted).digest != prepared.digest)
    #expect(throws: ReportError.self) {
      try PreparedSignature(reading: prepared.bytes.replacing("ST elevation", with: "NO elevation").replacing("\"version\":1", with: "\"version\":0"))
    }
  }

  @Test func sizesOfTheSignature() throws {
    let prepared = try PAdES.prepare(report: makeUnsigned(), field: .reporter, signer: hospital.reporter.name, at: testInstant)
    #expect(throws: ReportError(.signatureTooLarge)) { try prepared.embed(cms: []) }
    #expect(throws: ReportError(.signatureTooLarge)) { try prepared.embed(cms: [UInt8](repeating: 0x30, count: 8193)) }
    let covered = prepared.byteRange[1] + prepared.byteRange[3]
    #expect(covered + SignatureRevision.contentsDigits + 2 == prepared.bytes.count)
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    #expect(try makeUnsigned() == makeUnsigned())
    let again = try (0..<2).map { _ in
      try PAdES.prepare(report: makeUnsigned(), field: .reporter, signer: hospital.reporter.name, at: testInstant).bytes
    }
    #expect(again[0] == again[1])
  }

  @Test func filesThatAreNotPlainPagesAreRefused() throws {
    let json = try makeContent().canonicalJSON()
    func assemble(_ pages: [UInt8]) throws { _ = try ReportPDF.assemble(pages: pages, contentJSON: json, places: tinyPlaces) }
    try assemble(makeTinyPages())
    for pages in [
      [], Array("%PDF-1.5\n%%EOF\n".utf8), makeTinyPages() + [0x0a], makeTinyPages().replacing("/Pages 2 0 R", with: "/Pages 9 0 R"),
      makeTinyPages().replacing("/Type /Catalog ", with: "/AcroForm 9 0 R "), try makeUnsigned(),
      makeTinyPages().replacing("/Kids [3 0 R 4 0 R]", with: "/Kids [2 0 R 2 0 R]"),
    ] {
      #expect(throws: ReportError(.unsuitablePDF)) { try assemble(pages) }
    }
    #expect(throws: ReportError(.placesMissing)) {
      try ReportPDF.assemble(pages: makeTinyPages(), contentJSON: json, places: [tinyPlaces[0]])
    }
    var outside = tinyPlaces
    outside[1].page = 2
    #expect(throws: ReportError(.placesMissing)) { try ReportPDF.assemble(pages: makeTinyPages(), contentJSON: json, places: outside) }
  }
}
