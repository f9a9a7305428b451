import Testing

@testable import Drawing

@Suite("Strips with the marks of two authors")
struct StripSheetTests {
  /// Two seconds of a flat line at 100 Hz; four pixels are a millimetre, the box begins at 4 mm and is 242 mm wide.
  private func sheet(marks: [StripSheet.Mark] = [], spans: [StripSheet.Span] = [], count: Int = 1) -> StripSheet {
    let trace = StripSheet.Trace(name: "", samples: [Float](repeating: 0, count: 200))
    let strip = StripSheet.Strip(title: "strip", samplingRateHertz: 100, traces: [trace], marks: marks, spans: spans)
    return StripSheet(title: "title", legend: "legend", strips: [StripSheet.Strip](repeating: strip, count: count))
  }

  private func isBlue(_ colour: [UInt8]) -> Bool { Int(colour[2]) > Int(colour[0]) + 60 }
  private func isOrange(_ colour: [UInt8]) -> Bool { colour[0] > 150 && Int(colour[0]) > Int(colour[2]) + 60 }

  @Test("the reference stands at the top, what was found at the foot, each at its time")
  func places() throws {
    let marks = [StripSheet.Mark(seconds: 0.5, author: .reference), StripSheet.Mark(seconds: 1.5, author: .found)]
    let reader = try #require(PixelReader(png: try sheet(marks: marks).renderPNG()))
    #expect(reader.width == 1000)
    let (top, foot) = (Int((11 + 3.4 + 1) * 4), Int((11 + 22 - 1.6 - 1) * 4))
    let (quarter, threeQuarters) = (Int((4 + 242 * 0.25) * 4), Int((4 + 242 * 0.75) * 4))
    #expect(isBlue(reader[quarter, top]) && !isBlue(reader[quarter, foot]))
    #expect(isOrange(reader[threeQuarters, foot]) && !isOrange(reader[threeQuarters, top]))
  }

  @Test("a span is a bar over its time")
  func spans() throws {
    let reader = try #require(PixelReader(png: try sheet(spans: [.init(seconds: 0.5...1, author: .reference)]).renderPNG()))
    let top = Int((11 + 3.4 + 0.7) * 4)
    let blue = (0..<reader.width).filter { isBlue(reader[$0, top]) }
    #expect(abs(Double(blue.count) - 242 * 4 / 4) <= 2)
  }

  @Test("the picture grows with the strips, and its colours are few")
  func sizes() throws {
    let one = try #require(PixelReader(png: try sheet().renderPNG()))
    let three = try #require(PixelReader(png: try sheet(count: 3).renderPNG()))
    #expect(three.height - one.height == 2 * 22 * 4)
    for y in 0..<one.height { for x in stride(from: 0, to: one.width, by: 7) { #expect(one[x, y].allSatisfy { $0 % 51 == 0 }) } }
  }

  @Test("what no page can show is refused")
  func refusals() {
    let many = [StripSheet.Mark](repeating: .init(seconds: 1, author: .found), count: DrawingLimits.stripMarks + 1)
    #expect(throws: DrawingError.tooLarge) { try sheet(marks: many).renderPNG() }
    #expect(throws: DrawingError.badInput) { try sheet(marks: [.init(seconds: .nan, author: .found)]).renderPNG() }
    var strange = sheet()
    strange.strips[0].samplingRateHertz = 0
    #expect(throws: DrawingError.badInput) { try strange.renderPNG() }
  }
}
