import Foundation
import Testing

@testable import Drawing

/// Sample arrays no device should send, and some do.
private let deviantSamples: [[Float]] = [
  [], [Float.nan], [0], [Float.infinity, -Float.infinity, 1],
  [Float.greatestFiniteMagnitude, Float.greatestFiniteMagnitude, -Float.greatestFiniteMagnitude], [Float](repeating: .nan, count: 5000),
]

@Suite("ECG pages: odd leads, gaps and limits")
struct ECGPageContentTests {
  private func ink(_ page: ECGPage, in area: Area) throws -> Int {
    let reader = try #require(PixelReader(png: try page.renderPNG(dotsPerInch: 254)))
    return (Int(area.x * 10)..<Int(area.right * 10)).reduce(0) { sum, x in
      sum + (Int(area.y * 10)..<Int(area.bottom * 10)).count { reader.isInk(x, $0) }
    }
  }

  private func oneLead(_ samples: [Float], samplingRateHertz: Double = 500) -> ECGPage {
    ECGPage(
      title: BilingualLine(chinese: "心电图", english: "ECG"), leads: [ECGPageLead(name: "II", samplesMicrovolts: samples)],
      samplingRateHertz: samplingRateHertz)
  }

  @Test("not-a-number samples are a gap, at their own place")
  func gap() throws {
    var samples = TestPages.pulses()
    for index in 1000..<1500 { samples[index] = .nan }
    let baseline = ECGGeometry.baseline(row: 0, of: 1)
    // 2…3 s are 50…75 mm from the start.
    let hole = Area(x: ECGGeometry.traceX + 50.5, y: baseline - 15, width: 24, height: 30)
    #expect(try ink(oneLead(samples), in: hole) == 0)
    #expect(try ink(oneLead(TestPages.pulses()), in: hole) > 0)
  }

  @Test("nothing to draw, absurd values and absurd counts are still a page", arguments: deviantSamples)
  func oddSamples(_ samples: [Float]) throws {
    let page = oneLead(samples)
    #expect(PixelReader(png: try page.renderPNG(dotsPerInch: 50)) != nil)
    #expect(try page.renderSVG().count > 1000)
    #expect(try page.renderPDF(metadata: TestPages.metadata).count > 1000)
  }

  @Test("sampling rates", arguments: [1.0, 99.5, 1000, 32_000])
  func rates(_ rate: Double) throws {
    let page = oneLead(TestPages.pulses(samplingRateHertz: rate, seconds: 10), samplingRateHertz: rate)
    #expect(try page.renderSVG().count > 1000)
  }

  @Test("rates that describe no page are refused", arguments: [0, -1, Double.nan, Double.infinity])
  func badRates(_ rate: Double) {
    #expect(throws: DrawingError.badInput) { try oneLead([0, 1], samplingRateHertz: rate).renderSVG() }
  }

  @Test("more leads than a page takes, and resolutions beyond bounds, are refused")
  func limits() {
    var page = oneLead([0])
    #expect(throws: DrawingError.badInput) { try page.renderPNG(dotsPerInch: 10_000) }
    page.leads = (0..<65).map { ECGPageLead(name: "\($0)", samplesMicrovolts: [0]) }
    #expect(throws: DrawingError.tooLarge) { try page.renderSVG() }
  }

  @Test("layouts: 3 × 4 runs through time by columns; a missing lead keeps its place")
  func layouts() throws {
    let twelve = TestPages.standardTwelve
    let plan = ECGStripPlan(layout: .fitting(leadNames: twelve), leadNames: twelve, width: 250, millimetresPerSecond: 25)
    #expect(plan.rowCount == 4)
    #expect(plan.strips.count == 13)
    let v4 = try #require(plan.strips.first { $0.leadName == "V4" })
    #expect(v4.row == 0)
    #expect(v4.x == 187.5)
    #expect(v4.startSeconds == 7.5)
    let without = twelve.filter { $0 != "V4" }
    #expect(ECGPageLayout.fitting(leadNames: without) == .rows)
    let forced = ECGStripPlan(layout: .threeByFour(rhythm: ["II"]), leadNames: without, width: 250, millimetresPerSecond: 25)
    #expect(forced.strips.first { $0.leadName == "V4" }?.leadIndex == nil)
    #expect(ECGPageLayout.fitting(leadNames: twelve + ["V7", "V8", "V9"]) == .threeByFour(rhythm: ["II", "V7", "V8", "V9"]))
    #expect(ECGStripPlan(layout: .rows, leadNames: ["MLII", "V1"], width: 250, millimetresPerSecond: 25).rowCount == 2)
    #expect(ECGStripPlan(layout: .sixByTwo(rhythm: []), leadNames: twelve, width: 250, millimetresPerSecond: 25).rowCount == 6)
  }

  @Test("dense rows of two columns name each lead over its own beginning", arguments: PaperSpeed.allCases)
  func denseColumns(_ speed: PaperSpeed) throws {
    var page = TestPages.twelveLead(layout: .sixByTwo(rhythm: ["II", "V1"]))
    page.speed = speed
    page.leads = page.leads.map { ECGPageLead(name: $0.name, samplesMicrovolts: [Float](repeating: 0, count: 5_000)) }
    for row in 0..<6 {
      let baseline = ECGGeometry.baseline(row: row, of: 8)
      for column in 0..<2 {
        let x = ECGGeometry.traceX + Double(column) * 125
        #expect(try ink(page, in: Area(x: x + 0.8, y: baseline - 8, width: 6, height: 4)) > 20)
      }
      // Nothing but the calibration pulse stands before the row.
      #expect(try ink(page, in: Area(x: ECGGeometry.grid.x + 0.5, y: baseline - 1.8, width: 3, height: 1.5)) == 0)
    }
  }

  @Test("a stretch of a long recording says which")
  func range() {
    var page = oneLead(TestPages.pulses())
    #expect(page.shownRange == "")
    page.recordingDurationSeconds = 1805
    #expect(page.shownRange == "0.0 s–10.0 s / 0:30:05")
    page.startSeconds = 120
    page.speed = .millimetres50PerSecond
    #expect(page.shownRange == "0:02:00–0:02:05 / 0:30:05")
  }

  @Test("eight threads draw at once and draw the same")
  func threads() async throws {
    let page = TestPages.twelveLead()
    let expected = try page.renderPDF(metadata: TestPages.metadata)
    let results = await withTaskGroup(of: [UInt8]?.self) { group in
      for _ in 0..<8 { group.addTask { try? page.renderPDF(metadata: TestPages.metadata) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 8)
    #expect(results.allSatisfy { $0 == expected })
  }
}
