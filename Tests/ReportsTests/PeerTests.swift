import Drawing
import Foundation
import HubModel
import HubTesting
import Testing
import Trust

@testable import Reports

/// Other people's programs on files we signed. Their clocks are the wall clock, so the certificates start there.
@Suite("Other programs agree")
struct PeerTests {
  let hospital: InventedAuthority
  init() throws { hospital = try #require(InventedAuthority.shared) }

  /// A drawn report with both signatures, at the machine's time.
  private func drawnReport() throws -> (root: Certificate, signed: [UInt8], both: [UInt8]) {
    let wallClock = Int64(time(nil))
    let random = SystemRandomSource()
    let authority = try CertificateAuthority.makeRoot(name: "测试根", organization: "测试", atUnixSeconds: wallClock - 7200, random: random)
    let reporter = try InventedAuthority.reader("R-1007", "李明", under: authority, at: wallClock - 7200)
    let reviewer = try InventedAuthority.reader("R-2001", "王芳", under: authority, at: wallClock - 7200)
    let now = Instant(microseconds: (wallClock - 60) * 1_000_000)
    let leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"].map { name in
      ECGPageLead(name: name, samplesMicrovolts: (0..<5000).map { Float(300 * sin(Double($0) / 40)) })
    }
    let page = ECGPage(title: BilingualLine(chinese: "心电图", english: "Electrocardiogram"), leads: leads, samplingRateHertz: 500)
    let unsigned = try ReportPDF.make(content: makeContent(), ecgPages: [page])
    let signed = try sign(unsigned, .reporter, by: reporter, at: now)
    let both = try sign(signed, .reviewer, by: reviewer, at: now)
    #expect(SignedReportVerifier(roots: [authority.certificate]).verify(pdf: both, at: now).codes == [])
    return (authority.certificate, signed, both)
  }

  private func flipped(_ pdf: [UInt8]) -> [UInt8] {
    var changed = pdf
    changed[pdf.count / 3] ^= 1
    return changed
  }

  @Test(.enabled(if: pyhanko != nil, "SKIPPED: pyhanko is in neither READINGHUB_PEERS_VENV nor .venv; run make setup"))
  func pyhankoAgrees() throws {
    let program = try #require(pyhanko)
    let report = try drawnReport()
    try withTemporaryFolder { folder in
      let (root, file) = (folder.appending(path: "root.pem"), folder.appending(path: "report.pdf"))
      try Data(report.root.pem.utf8).write(to: root)
      func validate(_ pdf: [UInt8]) throws -> (code: Int32, output: String) {
        try Data(pdf).write(to: file)
        return try OutsideProgram.run(program, ["sign", "validate", "--pretty-print", "--trust", root.path, "--trust-replace", file.path])
      }
      for (pdf, count) in [(report.signed, 1), (report.both, 2)] {
        let answer = try validate(pdf)
        #expect(answer.code == 0, "\(answer.output)")
        #expect(answer.output.components(separatedBy: "The signature is judged VALID.").count - 1 == count, "\(answer.output)")
      }
      #expect(try validate(flipped(report.signed)).code != 0)
      #expect(try validate(flipped(report.both)).code != 0)
    }
  }

  @Test(
    .enabled(
      if: OutsideProgram.isInstalled("pdfsig") && OutsideProgram.isInstalled("qpdf"), "SKIPPED: pdfsig (poppler-utils) or qpdf is not installed"))
  func popplerAndQpdfAgree() throws {
    let report = try drawnReport()
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "report.pdf")
      for (pdf, count) in [(report.signed, 1), (report.both, 2)] {
        try Data(pdf).write(to: file)
        let check = try OutsideProgram.run("qpdf", ["--check", file.path])
        #expect(check.code == 0 && check.output.contains("No syntax or stream encoding errors found"), "\(check.output)")
        let answer = try OutsideProgram.run("pdfsig", ["-nocert", file.path])
        #expect(answer.output.components(separatedBy: "Signature Validation: Signature is Valid.").count - 1 == count, "\(answer.output)")
        #expect(answer.output.contains("ETSI.CAdES.detached"))
      }
      #expect(try OutsideProgram.run("pdfsig", ["-nocert", file.path]).output.contains("Total document signed"))
      try Data(flipped(report.signed)).write(to: file)
      #expect(!(try OutsideProgram.run("pdfsig", ["-nocert", file.path]).output.contains("Signature Validation: Signature is Valid.")))
    }
  }

  @Test(.enabled(if: OutsideProgram.isInstalled("pdftotext") && OutsideProgram.isInstalled("pdfdetach"), "SKIPPED: poppler-utils is not installed"))
  func popplerReadsTextAndAttachment() throws {
    let report = try drawnReport()
    try withTemporaryFolder { folder in
      let (file, json) = (folder.appending(path: "report.pdf"), folder.appending(path: "out.json"))
      try Data(report.both).write(to: file)
      #expect(try OutsideProgram.run("pdfdetach", ["-save", "1", "-o", json.path, file.path]).code == 0)
      #expect(try Array(Data(contentsOf: json)) == makeContent().canonicalJSON())
      let text = try OutsideProgram.run("pdftotext", ["-layout", file.path, "-"]).output
      for words in ["王小东", "永嘉县枫林镇卫生院", "窦性心律", "诊断意见", "RP-0001", "危急值", "李明"] { #expect(text.contains(words), "\(words)") }
    }
  }

  /// By hand, as docs/report-format.md says: cut the byte range and the CMS out, let openssl check.
  @Test(.enabled(if: OutsideProgram.isInstalled("openssl"), "SKIPPED: the openssl program is not installed"))
  func opensslAgrees() throws {
    let signed = try sign(makeUnsigned(), .reporter, by: hospital.reporter)
    let read = try #require(try SignatureRevision.read(newestOf: PDFFile(bytes: signed)))
    let range = read.prepared.byteRange
    try withTemporaryFolder { folder in
      let (cms, content, root) = (folder.appending(path: "s.p7s"), folder.appending(path: "c"), folder.appending(path: "root.pem"))
      try Data(read.cms).write(to: cms)
      try Data(hospital.authority.certificate.pem.utf8).write(to: root)
      let arguments = [
        "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", cms.path, "-content", content.path, "-CAfile", root.path, "-purpose", "any",
        "-attime", String(testNow + 5), "-out", folder.appending(path: "out").path,
      ]
      let covered = Array(signed[..<range[1]]) + Array(signed[range[2]...])
      try Data(covered).write(to: content)
      let good = try OutsideProgram.run("openssl", arguments)
      #expect(good.code == 0, "\(good.output)")
      try Data(flipped(covered)).write(to: content)
      #expect(try OutsideProgram.run("openssl", arguments).code != 0)
    }
  }
}
