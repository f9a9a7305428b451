import Foundation
import Testing

@testable import Drawing

/// Debian's poppler-utils and qpdf, which `make setup` installs.
enum Tool {
  static func path(_ name: String) -> String? {
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path(name)))
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Runs `body` with the bytes in a file that is gone afterwards.
  static func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("drawing-\(UUID().uuidString).pdf")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }
}

@Suite("Text from outside is shown as it is and changes nothing")
struct TextSafetyTests {
  private func text(ofPDF bytes: [UInt8]) throws -> String {
    try Tool.withFile(bytes) { try Tool.run("pdftotext", ["-layout", $0, "-"]).output }
  }

  @Test("the typeface is there") func typeface() throws {
    #expect(Typeface.isInstalled())
    try Typeface.require()
  }

  @Test("Chinese can be read back from the PDF", .enabled(if: Tool.path("pdftotext") != nil, "SKIPPED: pdftotext (poppler-utils) is not installed"))
  func chinese() throws {
    let page = try text(ofPDF: TestPages.twelveLead().renderPDF(metadata: TestPages.metadata))
    for expected in ["王小东", "危急", "窦性心律", "25 mm/s", "10 mm/mV", "0.05–150 Hz", "aVR"] { #expect(page.contains(expected)) }
    let report = try text(ofPDF: TestPages.report(findings: "前壁ST段抬高，请结合临床。").renderPDF(metadata: TestPages.metadata).bytes)
    for expected in ["王小东", "前壁ST段抬高", "报告医师", "Reviewing physician", "第 1 页"] { #expect(report.contains(expected)) }
  }

  @Test("Chinese glyphs have ink of their own") func glyphs() throws {
    // Were the font missing, both names would be the same empty boxes.
    let one = try TestPages.twelveLead(name: "王小东").renderSVG()
    let other = try TestPages.twelveLead(name: "李秀英").renderSVG()
    #expect(one != other)
  }

  @Test("markup, escapes and overrides stay text", .enabled(if: Tool.path("pdftotext") != nil, "SKIPPED: pdftotext (poppler-utils) is not installed"))
  func markup() throws {
    let name = "<span size='99999'>A&amp;B</span>\u{1b}[31m\u{202e}x\0y\nz"
    let page = try text(ofPDF: TestPages.twelveLead(name: name).renderPDF(metadata: TestPages.metadata))
    #expect(page.contains("<span size='99999'>A&amp;B</span>\\u{1b}"))
    let report = try text(
      ofPDF: TestPages.report(findings: "<b>bold</b>\u{1b}[0m\u{2066}\r\n%s ${jndi:x}").renderPDF(metadata: TestPages.metadata).bytes)
    #expect(report.contains("<b>bold</b>\\u{1b}[0m\\u{2066}"))
    #expect(report.contains("%s ${jndi:x}"))
  }

  @Test(
    "what is hidden is shown escaped",
    arguments: [
      ("\u{1b}[31m", "\\u{1b}[31m"), ("a\0b", "a\\u{0}b"), ("a\nb", "a\\u{a}b"), ("\u{202e}x", "\\u{202e}x"), ("\u{feff}x", "\\u{feff}x"),
      ("王小东 Müller", "王小东 Müller"), ("\u{85}", "\\u{85}"), ("\u{2028}", "\\u{2028}"), ("e\u{301}", "e\u{301}"),
    ])
  func escapes(_ outside: String, _ shown: String) { #expect(PrintableText.line(outside) == shown) }

  @Test("paragraphs keep their line feeds only") func paragraphs() {
    #expect(PrintableText.paragraph("a\r\nb\tc\u{7}") == "a\nb c\\u{7}")
  }

  @Test("one-line text has a bound, marks on one letter included") func bounds() throws {
    #expect(PrintableText.line(String(repeating: "a", count: 10_000)).unicodeScalars.count == DrawingLimits.lineScalars + 1)
    let stacked = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(PrintableText.line(stacked).unicodeScalars.count == DrawingLimits.lineScalars + 1)
    #expect(try TestPages.twelveLead(name: String(repeating: "王", count: 65_536)).renderSVG().count > 1000)
  }
}
