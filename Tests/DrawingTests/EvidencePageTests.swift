import Testing

@testable import Drawing

@Suite("Evidence marked on the traces")
struct EvidencePageTests {
  private func entry(_ marks: [ECGPageMark], leads: [String] = []) -> ECGPageEvidence {
    ECGPageEvidence(
      text: BilingualLine(chinese: "ST段抬高", english: "ST elevation"), numbers: ["ST +2.1 mm V2 (≥ 2 mm)"], leadNames: leads, marks: marks)
  }

  private func reader(_ evidence: [ECGPageEvidence], layout: ECGPageLayout? = nil) throws -> PixelReader {
    var page = TestPages.twelveLead(layout: layout)
    page.evidence = evidence
    return try #require(PixelReader(png: try page.renderPNG(dotsPerInch: 254)))
  }

  private func isBlue(_ pixel: [UInt8]) -> Bool { Int(pixel[2]) > Int(pixel[0]) + 100 }

  @Test("a beat's band lies at its time in every row, with a bar at the top")
  func beat() throws {
    let reader = try reader([entry([ECGPageMark(.beat, seconds: 3...3.2)])])
    let top = Int(ECGGeometry.gridOverLegend.y * 10) + 6
    let left = Int(ECGGeometry.traceX * 10)
    let band = (left..<left + 2500).filter { isBlue(reader[$0, top]) }
    #expect(abs((band.first ?? 0) - left - 750) <= 1 && abs((band.last ?? 0) - left - 800) <= 1)
  }

  @Test("a level stands at its height over the level at rest, 10 mm a millivolt")
  func level() throws {
    let mark = ECGPageMark(.level(atSeconds: 0.5, restMicrovolts: 0, levelMicrovolts: -700), leadName: "I", seconds: 0.4...0.6)
    let reader = try reader([entry([mark], leads: ["I"])], layout: .sixByTwo(rhythm: []))
    let baseline = Int(ECGGeometry.baseline(row: 0, of: 6, in: ECGGeometry.gridOverLegend) * 10)
    let column = Int(ECGGeometry.traceX * 10) + 125
    let rows = (baseline - 120..<baseline + 120).filter { isBlue(reader[column, $0]) }
    #expect(abs((rows.last ?? 0) - baseline - 70) <= 4)
    #expect(abs((rows.first ?? 0) - baseline) <= 3)
  }

  @Test("a lead that shows it stands on a tint; another does not")
  func tint() throws {
    let reader = try reader([entry([], leads: ["V1"])])
    let row = ECGGeometry.rowArea(row: 0, of: 4, in: ECGGeometry.gridOverLegend)
    func isTinted(_ column: Int) -> Bool {
      let x = Int((ECGGeometry.traceX + (Double(column) + 0.5) * 62.5) * 10) + 5
      return (Int(row.y * 10)..<Int(row.bottom * 10)).count { reader[x, $0][0] < 250 && reader[x, $0][2] > reader[x, $0][0] } > 100
    }
    #expect(!isTinted(0) && !isTinted(1) && isTinted(2) && !isTinted(3))
  }

  @Test("more evidence than the legend holds is counted; bad places are refused, too many too")
  func bounds() throws {
    _ = try reader((0..<40).map { _ in entry([]) })
    #expect(throws: DrawingError.tooLarge) { try reader((0..<101).map { _ in entry([]) }) }
    let bad = ECGPageMark(.level(atSeconds: .nan, restMicrovolts: 0, levelMicrovolts: 0), leadName: "I", seconds: 0...1)
    #expect(throws: DrawingError.badInput) { try reader([entry([bad])]) }
    let far = ECGPageMark(.interval, leadName: "II", seconds: -1e12...1e12, label: "QT")
    _ = try reader([entry([far])])
  }

  @Test("pages that belong together lie side by side, and one after another in a PDF")
  func sheets() throws {
    let page = ECGPicture.traces(TestPages.twelveLead())
    let one = try #require(PixelReader(png: try ECGSheet(page).renderPNG(dotsPerInch: 50)))
    let three = try #require(PixelReader(png: try ECGSheet(page, page, page).renderPNG(dotsPerInch: 50)))
    #expect(abs(three.width - 2 * one.width) <= 1 && abs(three.height - 2 * one.height) <= 1)
    let pdf = try ECGSheet(page, page, page).renderPDF(metadata: TestPages.metadata)
    #expect(String(decoding: pdf, as: UTF8.self).contains("/Count 3"))
    #expect(throws: DrawingError.tooLarge) { try ECGSheet(page, page, page, page, page, page, page).renderSVG() }
    #expect(throws: DrawingError.tooLarge) { try ECGSheet(page, page, page, page).renderPNG(dotsPerInch: 600) }
  }
}
