import Foundation
import Testing

@testable import Drawing

@Suite("Reports: pages, signature boxes, stable bytes")
struct ReportPageTests {
  private let page = (width: 595.28, height: 841.89)

  private func expectInside(_ rendered: RenderedPDF) {
    #expect(rendered.signatureBoxes.count == 2)
    for box in rendered.signatureBoxes {
      #expect(box.page >= 0 && box.page < rendered.pageCount)
      #expect(box.x > 0 && box.y > 0 && box.x + box.width < page.width && box.y + box.height < page.height)
      #expect(box.width > 150 && box.height > 40)
    }
    let (first, second) = (rendered.signatureBoxes[0], rendered.signatureBoxes[1])
    #expect(first.page == second.page)
    #expect(first.x + first.width < second.x)
  }

  @Test("a short report is one page, its boxes are on it")
  func short() throws {
    let rendered = try TestPages.report(findings: "窦性心律。").renderPDF(metadata: TestPages.metadata)
    #expect(rendered.pageCount == 1)
    expectInside(rendered)
  }

  @Test("long text goes on over pages and none of it is lost", .enabled(if: Tool.path("pdftotext") != nil, "SKIPPED: pdftotext is not installed"))
  func long() throws {
    let findings = (1...400).map { "第\($0)条所见 finding number \($0)." }.joined(separator: "\n")
    let rendered = try TestPages.report(findings: findings).renderPDF(metadata: TestPages.metadata)
    #expect(rendered.pageCount > 5)
    expectInside(rendered)
    #expect(rendered.signatureBoxes[0].page == rendered.pageCount - 1)
    let text = try Tool.withFile(rendered.bytes) { try Tool.run("pdftotext", ["-layout", $0, "-"]).output }
    for number in 1...400 { #expect(text.contains("finding number \(number).")) }
  }

  @Test("ECG pages follow on A4 landscape", .enabled(if: Tool.path("pdfinfo") != nil, "SKIPPED: pdfinfo (poppler-utils) is not installed"))
  func landscape() throws {
    let report = TestPages.report(findings: "窦性心律。", ecgPages: [TestPages.twelveLead()])
    let rendered = try report.renderPDF(metadata: TestPages.metadata)
    #expect(rendered.pageCount == 2)
    let information = try Tool.withFile(rendered.bytes) { try Tool.run("pdfinfo", ["-f", "1", "-l", "2", $0]).output }
    #expect(information.contains("Pages:           2"))
    #expect(information.contains(/Page +1 size: +595\.2\d+ x 841\.8/))
    #expect(information.contains(/Page +2 size: +841\.\d+ x 595\.2/))
  }

  @Test("same values, same bytes; the date is the one given")
  func stable() throws {
    let report = TestPages.report(findings: "窦性心律。", ecgPages: [TestPages.twelveLead()])
    let first = try report.renderPDF(metadata: TestPages.metadata)
    #expect(try report.renderPDF(metadata: TestPages.metadata) == first)
    #expect(String(decoding: first.bytes, as: UTF8.self).contains("/CreationDate (D:20261122050000Z"))
    var later = TestPages.metadata
    later.createdISO8601 = "2026-11-22T13:00:01+08:00"
    #expect(try report.renderPDF(metadata: later).bytes != first.bytes)
    later.createdISO8601 = "yesterday"
    #expect(throws: DrawingError.badInput) { try report.renderPDF(metadata: later) }
  }

  @Test("PDF is the classic kind that signatures are appended to", .enabled(if: Tool.path("qpdf") != nil, "SKIPPED: qpdf is not installed"))
  func classic() throws {
    let bytes = try TestPages.report(findings: "窦性心律。").renderPDF(metadata: TestPages.metadata).bytes
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1.4"))
    #expect(text.contains("\nxref\n") && text.contains("\ntrailer\n") && text.contains("startxref"))
    #expect(!text.contains("/ObjStm") && !text.contains("/XRef"))
    #expect(try Tool.withFile(bytes) { try Tool.run("qpdf", ["--check", $0]).status } == 0)
  }

  @Test("too much text is refused, not shortened")
  func tooLong() {
    let report = TestPages.report(findings: String(repeating: "心", count: 20_001))
    #expect(throws: DrawingError.tooLarge) { try report.renderPDF(metadata: TestPages.metadata) }
    var many = TestPages.report(findings: "")
    many.sections[0].blocks = Array(repeating: .paragraph(String(repeating: "a\n", count: 9000)), count: 5)
    #expect(throws: DrawingError.tooLarge) { try many.renderPDF(metadata: TestPages.metadata) }
  }

  @Test("pictures of any shape fit", arguments: [(1, 1), (4000, 1), (1, 4000), (512, 512)])
  func pictures(width: Int, height: Int) throws {
    let image = try RasterImage(width: width, height: height, pixels: .rgb8, bytes: [UInt8](repeating: 90, count: width * height * 3))
    expectInside(try TestPages.report(findings: "x", pictures: [image, image]).renderPDF(metadata: TestPages.metadata))
  }
}
