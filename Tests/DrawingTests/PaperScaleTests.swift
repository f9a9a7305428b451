import Foundation
import Testing

@testable import Drawing

@Suite("Paper scale: 1 mV and 1 s have their size on every output")
struct PaperScaleTests {
  /// Points of each trace in an SVG page, in millimetres.
  private func traces(inSVG bytes: [UInt8]) throws -> [[(x: Double, y: Double)]] {
    let text = String(decoding: bytes, as: UTF8.self)
    let path = /<path style="fill:none;stroke-width:0\.24;stroke-linecap:round[^"]*"\s+d="([^"]*)"(?:\s+transform="matrix\(([^)]*)\)")?/
    return try text.matches(of: path).map { match in
      let matrix = (match.output.2.map(String.init) ?? "1,0,0,1,0,0").split(separator: ",").compactMap { Double($0) }
      try #require(matrix.count == 6)
      let numbers = match.output.1.split { !"-.0123456789".contains($0) }.compactMap { Double($0) }
      return stride(from: 0, to: numbers.count - 1, by: 2).map {
        (x: numbers[$0] * matrix[0] + numbers[$0 + 1] * matrix[2] + matrix[4], y: numbers[$0] * matrix[1] + numbers[$0 + 1] * matrix[3] + matrix[5])
      }
    }
  }

  private func risingEdges(_ trace: [(x: Double, y: Double)]) -> [Double] {
    zip(trace, trace.dropFirst()).filter { $0.y - $1.y > 1 }.map { ($0.x + $1.x) / 2 }
  }

  @Test("SVG", arguments: PaperGain.allCases, PaperSpeed.allCases)
  func svg(gain: PaperGain, speed: PaperSpeed) throws {
    var page = TestPages.twelveLead(layout: .twelveByOne)
    page.gain = gain
    page.speed = speed
    let long = try traces(inSVG: page.renderSVG())
    #expect(long.count == 12)
    for trace in long {
      let height = (trace.map(\.y).max() ?? 0) - (trace.map(\.y).min() ?? 0)
      #expect(abs(height - Double(gain.rawValue)) < 0.02 * Double(gain.rawValue))
      let edges = risingEdges(trace)
      #expect(edges.count >= 4)
      for (first, next) in zip(edges, edges.dropFirst()) { #expect(abs(next - first - Double(speed.rawValue)) < 0.05) }
    }
  }

  @Test("points left out lie on the line that is drawn, and corners stay")
  func thinning() throws {
    let waves = (0..<5_000).map { Float(400 * sin(Double($0) / 37) + 90 * sin(Double($0) / 3.1)) }
    var page = TestPages.twelveLead()
    (page.leads, page.layout) = ([ECGPageLead(name: "II", samplesMicrovolts: waves)], .rows)
    let drawn = try #require(try traces(inSVG: page.renderSVG()).first)
    // The file rounds x too, which counts where the trace is steep.
    #expect(drawn.count < 4_000)
    let zero = waves.sorted()[2_500]
    let baseline = ECGGeometry.baseline(row: 0, of: 1)
    var segment = 0
    for (index, sample) in waves.enumerated() {
      let x = ECGGeometry.traceX + Double(index) * 0.05
      while segment + 2 < drawn.count, drawn[segment + 1].x < x { segment += 1 }
      let (from, to) = (drawn[segment], drawn[segment + 1])
      let share = to.x > from.x ? (x - from.x) / (to.x - from.x) : 0
      let expected = baseline - Double(sample - zero) / 100
      #expect(abs(from.y + share * (to.y - from.y) - expected) < ThinnedPen.toleranceMillimetres + 0.012)
    }
  }

  @Test("SVG says that its unit is the millimetre of A4 landscape")
  func svgUnit() throws {
    let text = String(decoding: try TestPages.twelveLead().renderSVG(), as: UTF8.self)
    #expect(text.contains(#"width="297mm" height="210mm" viewBox="0 0 297 210""#))
  }

  @Test("PNG at 254 dots per inch: 10 pixels are a millimetre")
  func png() throws {
    let reader = try #require(PixelReader(png: try TestPages.twelveLead().renderPNG(dotsPerInch: 254)))
    #expect(reader.width == 2970)
    #expect(reader.height == 2100)
    let baseline = ECGGeometry.baseline(row: 3, of: 4) * 10
    let pulseLeft = (ECGGeometry.traceX - 10) * 10
    // The calibration pulse: 1 mV high, 0.2 s wide.
    let top = try #require(reader.inkRows(column: Int(pulseLeft) + 25, in: Int(baseline) - 250..<Int(baseline) + 50).first)
    let bottom = try #require(reader.inkRows(column: Int(pulseLeft) - 10, in: Int(baseline) - 50..<Int(baseline) + 50).last)
    #expect(abs(bottom - top - 100) <= 2)
    let edges = reader.inkColumns(row: Int(baseline) - 50, in: Int(pulseLeft) - 30..<Int(pulseLeft) + 80)
    #expect(edges.count == 2)
    #expect(abs(edges[edges.count - 1] - edges[0] - 50) <= 1)
    // The rhythm strip: a 1 mV pulse each second, so edges pairwise 250 pixels apart.
    let start = Int(ECGGeometry.traceX * 10)
    let crossings = reader.inkColumns(row: Int(baseline) - 50, in: start + 100..<start + 2450)
    let rising = crossings.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    #expect(rising.count == 9 || rising.count == 10)
    for (first, next) in zip(rising, rising.dropFirst()) { #expect(abs(next - first - 250) <= 1) }
    let plateau = try #require(reader.inkRows(column: start + 2487, in: Int(baseline) - 200..<Int(baseline) - 20).first)
    #expect(abs(baseline - plateau - 100) <= 2)
  }

  @Test("grid lines are a millimetre apart, every fifth stronger")
  func grid() throws {
    var page = TestPages.twelveLead()
    page.leads = []
    page.layout = .rows
    let reader = try #require(PixelReader(png: try page.renderPNG(dotsPerInch: 254)))
    let row = Int(ECGGeometry.grid.y * 10) + 25
    let left = Int(ECGGeometry.grid.x * 10)
    // The darkest of the pixels a line touches; a line centred on a pixel border shades both sides.
    func green(_ millimetre: Int) -> Int { (-1...0).map { Int(reader[left + millimetre * 10 + $0, row][1]) }.min() ?? 255 }
    for millimetre in 1..<50 {
      #expect(green(millimetre) < 250)
      #expect(reader[left + millimetre * 10 + 5, row] == [255, 255, 255])
    }
    #expect(green(5) < green(4))
    #expect(green(10) < green(11))
  }

  @Test("PNG at 150 dots per inch says so, and a second has its width")
  func pngAtStandardResolution() throws {
    let bytes = try TestPages.twelveLead().renderPNG(dotsPerInch: 150)
    // pHYs: 5,906 pixels a metre both ways, unit metre.
    let chunk = Array("pHYs".utf8) + [0, 0, 0x17, 0x12, 0, 0, 0x17, 0x12, 1]
    #expect(bytes.indices.contains { $0 + chunk.count <= 200 && Array(bytes[$0..<$0 + chunk.count]) == chunk })
    let reader = try #require(PixelReader(png: bytes))
    let dots = 150 / 25.4
    let row = Int((ECGGeometry.baseline(row: 3, of: 4) - 5) * dots)
    let crossings = reader.inkColumns(row: row, in: Int((ECGGeometry.traceX + 10) * dots)..<Int((ECGGeometry.traceX + 245) * dots))
    let rising = crossings.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    for (first, next) in zip(rising, rising.dropFirst()) { #expect(abs(next - first - 25 * dots) <= 1) }
    #expect(rising.count >= 8)
  }

  @Test(
    "PDF, drawn by another program: a millivolt and a second have their size",
    .enabled(if: Tool.path("pdftoppm") != nil, "SKIPPED: pdftoppm (poppler-utils) is not installed"))
  func pdf() throws {
    let bytes = try TestPages.twelveLead(layout: .twelveByOne).renderPDF(metadata: TestPages.metadata)
    let image = try Tool.withFile(bytes) { path in
      #expect(try Tool.run("pdftoppm", ["-r", "254", "-png", "-singlefile", path, path]).status == 0)
      defer { try? FileManager.default.removeItem(atPath: path + ".png") }
      return Array(try Data(contentsOf: URL(fileURLWithPath: path + ".png")))
    }
    let reader = try #require(PixelReader(png: image))
    #expect(abs(reader.width - 2970) <= 1 && abs(reader.height - 2100) <= 1)
    let baseline = ECGGeometry.baseline(row: 11, of: 12) * 10
    let start = Int(ECGGeometry.traceX * 10)
    let crossings = reader.inkColumns(row: Int(baseline) - 50, in: start + 100..<start + 2400)
    let rising = crossings.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    #expect(rising.count >= 8)
    for (first, next) in zip(rising, rising.dropFirst()) { #expect(abs(next - first - 250) <= 1.5) }
    let plateau = try #require(reader.inkRows(column: Int(rising[0]) + 12, in: Int(baseline) - 130..<Int(baseline) - 70).first)
    #expect(abs(baseline - plateau - 100) <= 2)
  }
}
