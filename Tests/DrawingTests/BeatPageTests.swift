import Testing

@testable import Drawing

@Suite("Pages of averaged beats")
struct BeatPageTests {
  /// 1.2 s at 500 Hz with R at 0.42 s: flat, then 1 mV from 0.1 to 0.3 s after R.
  private static let timing = ECGBeatPage.Timing(samplingRateHertz: 500, fiducial: 210)
  private static var plateau: [Float] { (0..<600).map { (260..<360).contains($0) ? 1000 : 0 } }

  private func page(_ names: [String], earlier: [Float] = [], evidence: [ECGPageEvidence] = []) -> ECGBeatPage {
    ECGBeatPage(
      texts: TestPages.twelveLead().texts,
      leads: names.map { ECGBeatPage.Lead(name: $0, samplesMicrovolts: Self.plateau, earlierMicrovolts: earlier, numbers: ["R 1.00 mV"]) },
      timing: Self.timing, earlierTiming: earlier.isEmpty ? nil : Self.timing, waves: [.init(.qrs, seconds: -0.05...0.05)],
      legend: BilingualLine(chinese: "平均", english: "mean"), evidence: evidence)
  }

  private func reader(_ page: ECGBeatPage) throws -> PixelReader {
    try #require(PixelReader(png: try ECGSheet(.beats(page)).renderPNG(dotsPerInch: 254)))
  }

  @Test("twelve leads: 50 mm/s and 10 mm/mV on the paper, panels on whole squares")
  func scale() throws {
    let plan = BeatPanelPlan(leadCount: 12, grid: ECGGeometry.grid)
    #expect(plan.columns == 4 && plan.rows == 3 && plan.millimetresPerSecond == 50)
    #expect(plan.height.truncatingRemainder(dividingBy: 5) == 0)
    #expect(plan.panel(11).right <= ECGGeometry.grid.right && plan.panel(11).bottom <= ECGGeometry.grid.bottom + 0.001)
    let reader = try reader(page(TestPages.standardTwelve))
    let panel = plan.panel(0)
    let baseline = Int(plan.baseline(of: panel) * 10)
    let fiducial = Int(panel.x * 10) + 50 + 210
    // Half way up: the edges of the plateau are 0.2 s, that is 10 mm, apart, the first 0.1 s after R.
    let edges = reader.inkColumns(row: baseline - 50, in: fiducial + 20..<fiducial + 200)
    #expect(edges.count == 2)
    #expect(abs(edges[0] - Double(fiducial) - 50) <= 1.5)
    #expect(abs(edges[1] - edges[0] - 100) <= 1.5)
    let top = try #require(reader.inkRows(column: fiducial + 100, in: baseline - 200..<baseline - 20).last)
    #expect(abs(Double(baseline) - top - 100) <= 2)
  }

  @Test("four leads or fewer have twice the speed; more than fit are counted, not squeezed")
  func plans() throws {
    #expect(BeatPanelPlan(leadCount: 3, grid: ECGGeometry.grid).millimetresPerSecond == 100)
    let many = BeatPanelPlan(leadCount: 40, grid: ECGGeometry.grid)
    #expect(many.capacity == 24)
    #expect(many.panel(23).bottom <= ECGGeometry.grid.bottom + 0.001)
    _ = try reader(page((0..<40).map { "L\($0)" }))
  }

  @Test("the earlier beat is drawn in its own ink where it differs")
  func overlay() throws {
    func blue(_ reader: PixelReader) -> Int {
      let panel = BeatPanelPlan(leadCount: 12, grid: ECGGeometry.grid).panel(0)
      let rows = Int(panel.y * 10) + 60..<Int(panel.bottom * 10) - 80
      return rows.reduce(0) { sum, y in
        sum + (Int(panel.x * 10) + 450..<Int(panel.right * 10)).count { Int(reader[$0, y][2]) > Int(reader[$0, y][0]) + 90 }
      }
    }
    let alone = try blue(reader(page(TestPages.standardTwelve)))
    let both = try blue(reader(page(TestPages.standardTwelve, earlier: [Float](repeating: -500, count: 600))))
    #expect(alone == 0)
    #expect(both > 200)
  }

  @Test("nothing measured, absurd samples and absurd places are a page or a refusal")
  func odd() throws {
    _ = try reader(page([]))
    var empty = page(["I"])
    empty.leads[0].samplesMicrovolts = [.nan, .infinity, -.greatestFiniteMagnitude]
    _ = try reader(empty)
    empty.timing.samplingRateHertz = 0
    #expect(throws: DrawingError.badInput) { try ECGSheet(.beats(empty)).renderSVG() }
    let nowhere = ECGPageEvidence(text: .init(chinese: "", english: ""), marks: [.init(.beat, seconds: -.infinity...0)])
    #expect(throws: DrawingError.badInput) { try ECGSheet(.beats(page(["I"], evidence: [nowhere]))).renderSVG() }
  }
}
