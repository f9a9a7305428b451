import Foundation
import HubModel
import HubTesting
import Testing
import Trust

@testable import Reports

/// Known attacks on PDF signatures: incremental saving, signature wrapping, universal forgery (pdf-insecurity.org, CCS 2019), shadow
/// attacks (NDSS 2021), and what a hub's own thief of a reader's key could try.
@Suite("Forged reports")
struct ForgeryTests {
  let hospital: InventedAuthority
  let signed: [UInt8]

  init() throws {
    hospital = try #require(InventedAuthority.shared)
    signed = try sign(makeUnsigned(), .reporter, by: hospital.reporter)
  }

  private func result(_ pdf: [UInt8]) -> VerificationResult { hospital.verifier.verify(pdf: pdf, at: later) }

  /// Incremental saving: the page's contents replaced in a revision after the signature.
  @Test func anIncrementalUpdateAfterTheSignature() throws {
    var update = PDFUpdate(file: try PDFFile(bytes: signed))
    update.set(5, PDFDictionary(), stream: Array("BT /F1 12 Tf 50 800 Td (Forged) Tj ET".utf8))
    #expect(result(update.finish().bytes).codes == ["report-appended"])
  }

  /// The update without a cross-reference table or trailer of its own, and the original tail once more.
  @Test func anUpdateWithoutATable() {
    let object = Array("5 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n".utf8)
    #expect(!result(signed + object).isValid)
    let tail = Array(signed.suffix(40))
    #expect(!result(signed + object + tail).isValid)
  }

  /// An update that also holds a copy of the signature dictionary, so that the newest revision looks signed.
  @Test func aCopiedSignatureInANewRevision() throws {
    let file = try PDFFile(bytes: signed)
    let read = try #require(try SignatureRevision.read(newestOf: file))
    let forged = try ReportPDF.assemble(pages: makeTinyPages(), contentJSON: makeContent(impression: "正常").canonicalJSON(), places: tinyPlaces)
    let other = try read.revision.append(to: PDFFile(bytes: forged)).embedding(cms: read.cms)
    #expect(result(other).codes == ["content-digest-differs"])
    // And as the reviewer's signature over the reporter's.
    let second = SignatureRevision(field: .reviewer, signer: read.revision.signer, time: read.revision.time)
    #expect(!result(try second.append(to: file).embedding(cms: read.cms)).isValid)
  }

  /// Wrapping: the second part of the range is pushed back, foreign objects stand in the gap.
  @Test func aWidenedGap() throws {
    let room = try #require(signed.firstIndex(of: "/Contents <")) + 11
    let end = room + SignatureRevision.contentsDigits
    var wrapped = Array(signed[..<end])
    wrapped += Array("> /Evil <".utf8) + Array(signed[end...])
    #expect(!result(wrapped).isValid)
    let bracket = try #require(signed.firstIndex(of: "/ByteRange [")) + 12
    let close = try #require(signed.firstIndex(of: "]", from: bracket))
    let numbers = String(decoding: signed[bracket..<close], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    func withRange(_ range: [Int]) -> [UInt8] {
      var changed = signed
      var text = range.map(String.init).joined(separator: " ")
      text += String(repeating: " ", count: close - bracket - text.utf8.count)
      changed.replaceSubrange(bracket..<close, with: text.utf8)
      return changed
    }
    let (first, gapEnd, rest) = (numbers[1], numbers[2], numbers[3])
    for range in [
      [0, first, gapEnd, rest - 1], [1, first - 1, gapEnd, rest], [0, gapEnd, first, rest], [0, first, first, rest], [0, 0, 0, 0],
      [0, first - 5, gapEnd, rest], [0, first, gapEnd + 1, rest - 1], [0, first, gapEnd, rest + 1], [0, gapEnd + rest, 0, 0],
    ] {
      #expect(!result(withRange(range)).isValid, "\(range)")
    }
    #expect(result(withRange(numbers)).isValid || withRange(numbers) != signed)
  }

  /// Universal forgery: the signature's entries emptied or taken away.
  @Test(arguments: [
    ("/Contents <30", "/Contents <00"), ("/ByteRange", "/ByteRangX"), ("/SubFilter /ETSI.CAdES.detached", "/SubFilter /adbe.pkcs7.detached"),
    ("/Type /Sig", "/Type /Sog"), ("/Contents <", "/Kontents <"), ("/V ", "/W "), ("/SigFlags 3", "/SigFlags 0"),
  ])
  func emptiedEntries(original: String, replacement: String) {
    let changed = signed.replacing(original, with: replacement)
    #expect(changed != signed && !result(changed).isValid)
  }

  /// Bytes hidden behind the CMS in the room that no digest covers.
  @Test func somethingBehindTheCMS() throws {
    let room = try #require(signed.firstIndex(of: "/Contents <")) + 11
    for (offset, digit) in [(SignatureRevision.contentsDigits - 1, "1"), (SignatureRevision.contentsDigits - 2000, "f"), (8000, " ")] {
      var changed = signed
      changed[room + offset] = UInt8(ascii: digit.unicodeScalars.first ?? "0")
      #expect(!result(changed).isValid)
    }
    var upper = signed
    let letter = try #require(upper[room...].firstIndex { (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) })
    upper[letter] -= 32
    #expect(!result(upper).isValid)
  }

  /// Shadow attack: content prepared before signing and swapped in later by a harmless-looking revision of the form.
  @Test func aFormRevisionBetweenTheSignatures() throws {
    var update = PDFUpdate(file: try PDFFile(bytes: signed))
    let catalog = try PDFFile(bytes: signed).catalog()
    update.set(try PDFFile(bytes: signed).rootNumber, catalog)
    let between = update.finish().bytes
    #expect(result(between).codes == ["report-appended"])
    #expect(throws: ReportError.self) { try sign(between, .reviewer, by: hospital.reviewer) }
  }

  /// The second signature's revision also changes a page. A thief of the reviewer's key can make its range right.
  @Test func aSecondRevisionThatDoesMore() throws {
    let file = try PDFFile(bytes: signed)
    let revision = SignatureRevision(field: .reviewer, signer: hospital.reviewer.name, time: OffsetTime(unixSeconds: testNow + 60))
    let honest = try revision.append(to: file)
    let extra = Array("5 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n".utf8)
    var bytes = Array(honest.bytes[..<signed.count]) + extra + Array(honest.bytes[signed.count...])
    let start = try #require(bytes.firstIndex(of: "/ByteRange [", from: signed.count)) + 12
    let range = [0, honest.byteRange[1] + extra.count, honest.byteRange[2] + extra.count, honest.byteRange[3]]
    bytes.replaceSubrange(
      start..<start + 35, with: (range.map(String.init).joined(separator: " ") + "]" + String(repeating: " ", count: 35)).utf8.prefix(35))
    let prepared = SignatureRevision.Prepared(bytes: bytes, byteRange: range)
    let cms = try DetachedSignature.make(over: prepared.digest, key: hospital.reviewer.key, certificate: hospital.reviewer.certificate)
    #expect(!result(try prepared.embedding(cms: cms)).isValid)
  }

  /// Two attachments of the same name, or a second page tree, in the form's revision: not what we write.
  @Test func aFormRevisionThatDoesMore() throws {
    let unsigned = try makeUnsigned()
    var update = PDFUpdate(file: try PDFFile(bytes: makeTinyPages()))
    update.set(1, PDFDictionary([("Type", .name("Catalog")), ("Pages", .reference(2))]))
    #expect(throws: ReportError.self) {
      try ReportPDF.assemble(pages: update.finish().bytes, contentJSON: makeContent().canonicalJSON(), places: tinyPlaces)
    }
    let doubled = unsigned.replacing("/AFRelationship /Data", with: "/AFRelationship /Date")
    #expect(throws: ReportError.self) { try sign(doubled, .reporter, by: hospital.reporter) }
  }

  /// The reader's signature stripped and the report signed again by another doctor of the region.
  @Test func aStrippedAndReplacedSignature() throws {
    let file = try PDFFile(bytes: signed)
    let before = try #require(try SignatureRevision.read(newestOf: file)).before
    #expect(before == (try makeUnsigned()))
    #expect(result(try sign(before, .reporter, by: hospital.reviewer)).codes == ["signer-is-not-author"])
    #expect(result(before).codes == ["report-not-signed"])
  }

  /// Random damage: never a crash, never valid.
  @Test func seededMutations() {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<(isThorough ? 20_000 : 500) {
      var changed = signed
      for _ in 0...next(4) {
        let at = next(changed.count)
        switch next(4) {
        case 0: changed[at] = UInt8(next(256))
        case 1: changed.removeSubrange(at..<min(changed.count, at + next(40)))
        case 2: changed.insert(contentsOf: changed[at..<min(changed.count, at + next(60))], at: next(changed.count))
        default: changed.swapAt(at, next(changed.count))
        }
      }
      if changed != signed { #expect(!result(changed).isValid) }
    }
  }

  @Test func numbersBeyondAllBounds() {
    for (original, replacement) in [
      ("/Size 8", "/Size 9999999999"), ("startxref\n", "startxref\n9"), ("/Prev ", "/Prev 9"), ("xref\n0 8", "xref\n0 99999"),
      ("xref\n0 8", "xref\n9999999999 8"), ("/Length 37", "/Length 9999999999"), ("/Size 8", "/Size 9223372036854775807"),
      ("/SigFlags 3", "/SigFlags 9223372036854775807"), ("/Params << /Size", "/Length 9223372036854775807 /Params << /Size"),
      ("/Params << /Size", "/Length 999999999999999 /Params << /Size"), ("/Params << /Size", "/Length -5 /Params << /Size"),
      ("/ByteRange [0 ", "/ByteRange [0 99999999999999"), ("/ByteRange [0 ", "/ByteRange [9223372036854775807 "), ("/Prev ", "/Prev -"),
    ] {
      let changed = signed.replacing(original, with: replacement)
      #expect(changed != signed && !result(changed).isValid)
    }
  }
}
