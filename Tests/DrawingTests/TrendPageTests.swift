import Testing

@testable import Drawing

@Suite("Trends of long recordings")
struct TrendPageTests {
  /// A day: 60 a minute by night, 90 by day, premature beats in the tenth hour, an episode from 12 to 13 h.
  private func page() -> ECGTrendPage {
    let hours = (0..<24).map { hour in
      let mean = hour < 8 ? 60.0 : 90.0
      return ECGTrendPage.Hour(
        seconds: Double(hour) * 3_600...Double(hour + 1) * 3_600, slowestPerMinute: mean - 10, meanPerMinute: mean, fastestPerMinute: mean + 25)
    }
    return ECGTrendPage(
      texts: TestPages.twelveLead().texts, durationSeconds: 86_400, startOfDaySeconds: 9 * 3_600, hours: hours,
      ratesOfMinutes: (0..<1_440).map { $0 % 100 == 0 ? nil : 60 + Double($0 % 17) },
      counts: [.init(BilingualLine(chinese: "室早", english: "V"), values: (0..<24).map { $0 == 10 ? 40 : 0 }, tone: .critical)],
      spans: [.init(BilingualLine(chinese: "房颤", english: "AF"), seconds: [43_200...46_800], tone: .warning)], placesSeconds: [3_600])
  }

  private static func isRed(_ pixel: [UInt8]) -> Bool { pixel[0] > 150 && pixel[1] < 80 && pixel[2] < 80 }
  private static func isAmber(_ pixel: [UInt8]) -> Bool { pixel[0] > 180 && pixel[1] > 90 && pixel[1] < 150 && pixel[2] < 60 }

  @Test("bars and spans stand at their hours")
  func places() throws {
    let reader = try #require(PixelReader(png: try ECGSheet(.trend(page())).renderPNG(dotsPerInch: 254)))
    let left = (ECGGeometry.grid.x + 24) * 10
    let hour = (ECGGeometry.grid.right * 10 - left) / 24
    // Under the rates: the row of counts, then the row of spans.
    let bottom = Int((ECGGeometry.grid.bottom - 2) * 10)
    func columns(_ isInk: ([UInt8]) -> Bool) -> [Int] {
      (Int(left)..<Int(ECGGeometry.grid.right * 10)).filter { x in (bottom - 270..<bottom).contains { y in isInk(reader[x, y]) } }
    }
    let bar = columns(Self.isRed)
    #expect(abs(Double(bar.first ?? 0) - left - 10 * hour) < 6)
    #expect(abs(Double(bar.last ?? 0) - left - 11 * hour) < 6)
    let span = columns(Self.isAmber)
    #expect(abs(Double(span.first ?? 0) - left - 12 * hour) < 3)
    #expect(abs(Double(span.last ?? 0) - left - 13 * hour) < 3)
  }

  @Test("no hours, no rates and absurd numbers are a page or a refusal")
  func odd() throws {
    var empty = page()
    (empty.hours, empty.ratesOfMinutes, empty.counts, empty.spans, empty.startOfDaySeconds) = ([], [], [], [], nil)
    #expect(try ECGSheet(.trend(empty)).renderSVG().count > 1_000)
    var short = page()
    short.durationSeconds = 90
    #expect(try ECGSheet(.trend(short)).renderSVG().count > 1_000)
    empty.durationSeconds = 0
    #expect(throws: DrawingError.badInput) { try ECGSheet(.trend(empty)).renderSVG() }
    var many = page()
    many.hours = (0..<400).map { .init(seconds: Double($0)...Double($0 + 1), slowestPerMinute: nil, meanPerMinute: nil, fastestPerMinute: nil) }
    #expect(throws: DrawingError.tooLarge) { try ECGSheet(.trend(many)).renderSVG() }
  }
}
