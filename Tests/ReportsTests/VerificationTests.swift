import Foundation
import HubModel
import HubTesting
import Testing
import Trust

@testable import Reports

@Suite("Verifying signed reports")
struct VerificationTests {
  let hospital: InventedAuthority
  let signed: [UInt8]
  let both: [UInt8]

  init() throws {
    hospital = try #require(InventedAuthority.shared)
    signed = try sign(makeUnsigned(), .reporter, by: hospital.reporter)
    both = try sign(signed, .reviewer, by: hospital.reviewer, at: later)
  }

  private func codes(_ pdf: [UInt8], at now: Instant = later) -> [String] { hospital.verifier.verify(pdf: pdf, at: now).codes }

  /// Offsets worth flipping: all but the long run of zeros behind the CMS, of which every 61st (all of them in the thorough run).
  private func offsets(of pdf: [UInt8]) throws -> [Int] {
    guard !isThorough else { return Array(pdf.indices) }
    let room = try #require(pdf.firstIndex(of: "/Contents <")) + 11
    let end = room + SignatureRevision.contentsDigits
    let lastDigit = pdf[room..<end].lastIndex { $0 != UInt8(ascii: "0") } ?? room
    return pdf.indices.filter { $0 <= lastDigit + 4 || $0 >= end - 4 || $0 % 61 == 0 }
  }

  /// Masks take turns from byte to byte; the thorough run tries all of them on every byte.
  @Test func everyFlippedByteIsInvalid() async throws {
    let masks: [UInt8] = [0x01, 0x20, 0x80, 0xff]
    let flips = try offsets(of: signed).enumerated().flatMap { index, offset in
      (isThorough ? masks : [masks[index % masks.count]]).map { (offset: offset, mask: $0) }
    }
    let (pdf, verifier) = (signed, hospital.verifier)
    #expect(flips.count > 5000)
    let accepted = await withTaskGroup(of: [Int].self) { group in
      for part in 0..<2 {
        group.addTask {
          flips.indices.filter { $0 % 2 == part }.map { flips[$0] }.filter { flip in
            var changed = pdf
            changed[flip.offset] ^= flip.mask
            return verifier.verify(pdf: changed, at: later).isValid
          }.map(\.offset)
        }
      }
      return await group.reduce([], +)
    }
    #expect(accepted == [])
  }

  @Test func flippedBytesOfATwiceSignedReportAreInvalid() {
    var accepted: [Int] = []
    for offset in stride(from: 0, to: both.count, by: isThorough ? 1 : 23) {
      var changed = both
      changed[offset] ^= 0x01
      if hospital.verifier.verify(pdf: changed, at: later).isValid { accepted.append(offset) }
    }
    #expect(accepted == [] && hospital.verifier.verify(pdf: both, at: later).isValid)
  }

  @Test func everyTruncationAndInsertionIsInvalid() throws {
    for count in stride(from: 0, to: signed.count, by: isThorough ? 7 : 197) {
      #expect(!hospital.verifier.verify(pdf: Array(signed[..<count]), at: later).isValid)
      var longer = signed
      longer.insert(0x20, at: count)
      #expect(!hospital.verifier.verify(pdf: longer, at: later).isValid)
      var shorter = signed
      shorter.remove(at: count)
      #expect(!hospital.verifier.verify(pdf: shorter, at: later).isValid)
    }
  }

  @Test func reasonsAreNamed() throws {
    #expect(codes([]) == ["not-a-report"])
    #expect(codes(Array("hello".utf8)) == ["not-a-report"])
    #expect(codes(makeTinyPages()) == ["not-a-report"])
    #expect(codes(try makeUnsigned()) == ["report-not-signed"])
    #expect(
      codes(try PAdES.prepare(report: makeUnsigned(), field: .reporter, signer: hospital.reporter.name, at: testInstant).bytes) == [
        "report-not-signed"
      ])
    #expect(codes(signed.replacing("(Report)", with: "(Retort)")) == ["content-digest-differs"])
    #expect(codes(signed.replacing("\"isCritical\":true", with: "\"isCritical\":tru ")).first != nil)
    #expect(codes(signed + [0x0a]) == ["report-appended"])
    #expect(codes(signed + Array("% note\n".utf8)) == ["report-appended"])
    #expect(codes([0x0a] + signed) == ["not-a-report"])
    for fault in hospital.verifier.verify(pdf: signed + [0x0a], at: later).faults {
      #expect(!fault.chinese.isEmpty && !fault.english.isEmpty)
    }
  }

  @Test func changedContentIsNamedByItsDigest() {
    // "57" → "75": still canonical, still a report, but not the one that was signed.
    let changed = signed.replacing("\"age\":\"57\"", with: "\"age\":\"75\"")
    #expect(changed != signed && codes(changed).contains("content-digest-differs"))
  }

  @Test func otherPeoplesSignaturesAreInvalid() throws {
    let foreign = try #require(InventedAuthority.foreign)
    #expect(
      codes(try sign(makeUnsigned(), .reporter, by: foreign.reporter)).contains { ["signer-untrusted", "signer-certificate-forged"].contains($0) })
    // The reviewer signs in the reporter's name.
    #expect(
      codes(try sign(makeUnsigned(), .reporter, by: hospital.reviewer, as: hospital.reporter.name)) == [
        "signer-name-differs", "signer-is-not-author",
      ])
    // The reviewer signs as reporter in their own name.
    #expect(codes(try sign(makeUnsigned(), .reporter, by: hospital.reviewer)) == ["signer-is-not-author"])
    // The hub's key is not a doctor's.
    let hubName = SignerName(readerID: "R-1007", name: "李明", hospital: "温州第一医院")
    #expect(codes(try sign(makeUnsigned(), .reporter, by: hospital.hub, as: hubName)).contains("signer-key-usage"))
    #expect(codes(try sign(signed, .reviewer, by: hospital.reporter)) == ["reviewer-is-reporter"])
    #expect(SignedReportVerifier(roots: []).verify(pdf: signed, at: later).codes == ["signer-untrusted"])
  }

  @Test func timesAreChecked() throws {
    let old = try InventedAuthority.reader("R-1007", "李明", under: hospital.authority, at: testNow + 86_400)
    #expect(codes(try sign(makeUnsigned(), .reporter, by: old)) == ["signer-certificate-not-yet-valid"])
    let afterEnd = Instant(microseconds: (testNow + 731 * 86_400) * 1_000_000)
    #expect(codes(try sign(makeUnsigned(), .reporter, by: hospital.reporter, at: afterEnd), at: afterEnd) == ["signer-certificate-expired"])
    // Signed in time, verified years later: still valid.
    #expect(codes(signed, at: Instant(microseconds: (testNow + 5 * 365 * 86_400) * 1_000_000)) == [])
    let future = Instant(microseconds: (testNow + 7200) * 1_000_000)
    #expect(codes(try sign(makeUnsigned(), .reporter, by: hospital.reporter, at: future), at: testInstant) == ["signed-in-future"])
    var content = makeContent()
    content.createdAt = Instant(microseconds: (testNow + 1000) * 1_000_000).rfc3339
    #expect(codes(try sign(makeUnsigned(content), .reporter, by: hospital.reporter)) == ["signed-before-written"])
  }

  @Test func aSignatureMovedToAnotherReportIsInvalid() throws {
    let other = try makeUnsigned(makeContent(impression: "正常心电图 Normal ECG"))
    let prepared = try PAdES.prepare(report: other, field: .reporter, signer: hospital.reporter.name, at: testInstant)
    let cms = try #require(try SignatureRevision.read(newestOf: PDFFile(bytes: signed))).cms
    #expect(codes(try prepared.embed(cms: cms)) == ["content-digest-differs"])
  }

  @Test func anIncompleteReportSignedByADoctorIsInvalid() throws {
    let json = Array("{\"schema\":\"readinghub-report/1\"}".utf8)
    let bare = try ReportPDF.assemble(pages: makeTinyPages(), contentJSON: json, places: tinyPlaces)
    #expect(throws: ReportError.self) { try PAdES.prepare(report: bare, field: .reporter, signer: hospital.reporter.name, at: testInstant) }
    let revision = SignatureRevision(field: .reporter, signer: hospital.reporter.name, time: OffsetTime(unixSeconds: testNow))
    let prepared = try revision.append(to: PDFFile(bytes: bare))
    let cms = try DetachedSignature.make(over: prepared.digest, key: hospital.reporter.key, certificate: hospital.reporter.certificate)
    #expect(codes(try prepared.embedding(cms: cms)) == ["report-content-damaged"])
  }

  @Test func aSigningTimeInsideTheCMSIsInvalid() throws {
    let prepared = try PAdES.prepare(report: makeUnsigned(), field: .reporter, signer: hospital.reporter.name, at: testInstant)
    let cms = try DetachedSignature.make(
      over: prepared.digest, key: hospital.reporter.key, certificate: hospital.reporter.certificate, signingTimeSeconds: testNow)
    #expect(codes(try prepared.embed(cms: cms)) == ["signature-not-canonical"])
  }

  @Test func theResultHasAJSONForm() throws {
    let result = hospital.verifier.verify(pdf: both, at: later)
    let again = try JSONDecoder().decode(VerificationResult.self, from: JSONEncoder().encode(result))
    #expect(again == result && again.isValid && again.signers.count == 2)
  }
}
