import CCairo

extension ECGBeatPage {
  func draw(on canvas: Canvas) throws(DrawingError) {
    try ECGPageHeader(page: texts).draw(on: canvas)
    let plan = BeatPanelPlan(leadCount: leads.count, grid: evidence.isEmpty ? ECGGeometry.grid : ECGGeometry.gridOverLegend)
    for (index, lead) in leads.prefix(plan.capacity).enumerated() { try draw(lead, in: plan.panel(index), plan, on: canvas) }
    if leads.isEmpty {
      let style = TextStyle(sizeMillimetres: 5, colour: .label, alignment: .centre)
      let grid = ECGGeometry.grid
      try canvas.writeLine("没有可显示的平均心搏  No averaged beat to show", style, in: Area(x: grid.x, y: grid.y + 55, width: grid.width, height: 8))
    }
    if !evidence.isEmpty { try ECGLegend(evidence: evidence, note: Self.evidenceNote, area: ECGGeometry.legend).draw(on: canvas) }
    try drawFooter(plan, on: canvas)
  }

  private static let evidenceNote = BilingualLine(chinese: "数值取自平均心搏", english: "numbers are of the averaged beat")

  private func drawFooter(_ plan: BeatPanelPlan, on canvas: Canvas) throws(DrawingError) {
    var settings = ["\(Int(plan.millimetresPerSecond)) mm/s", "\(gain.rawValue) mm/mV", texts.filters]
    if leads.count > plan.capacity { settings.append("另有 \(leads.count - plan.capacity) 导联  \(leads.count - plan.capacity) more leads") }
    let (y, style) = (ECGGeometry.footerY, TextStyle(sizeMillimetres: 2.8))
    let right = ECGGeometry.grid.right
    let words = settings.filter { !$0.isEmpty }.joined(separator: "    ")
    var x = ECGGeometry.grid.x
    x += try canvas.writeLine(words, style, in: Area(x: x, y: y, width: 110, height: 4)) + 8
    x = try drawKey(legend, .trace, x: x, on: canvas)
    if let earlierLegend { x = try drawKey(earlierLegend, Self.earlierColour, x: x, on: canvas) }
    try canvas.writeLine(
      texts.footer, style.coloured(.label).aligned(.right), in: Area(x: x, y: y, width: max(8, right - x), height: 4))
  }

  /// A stroke of the trace's ink and whose it is.
  private func drawKey(_ words: BilingualLine, _ colour: Colour, x: Double, on canvas: Canvas) throws(DrawingError) -> Double {
    let y = ECGGeometry.footerY
    canvas.line(from: (x, y + 2), to: (x + 7, y + 2), colour, width: 0.5)
    let room = Area(x: x + 8.5, y: y, width: max(8, ECGGeometry.grid.right - x - 8.5), height: 4)
    return room.x + (try canvas.writeLine(words.words, TextStyle(sizeMillimetres: 2.8, colour: colour), in: room)) + 6
  }

  static let earlierColour = Colour(0x1767C0)

  private func draw(_ lead: Lead, in panel: Area, _ plan: BeatPanelPlan, on canvas: Canvas) throws(DrawingError) {
    ECGGrid.draw(panel, on: canvas)
    let baseline = plan.baseline(of: panel)
    let millimetresPerMicrovolt = Double(gain.rawValue) / 1000
    let frame = EvidenceFrame(
      area: panel, startSeconds: -Double(timing.fiducial) / timing.samplingRateHertz - BeatPanelPlan.leadIn / plan.millimetresPerSecond,
      millimetresPerSecond: plan.millimetresPerSecond, baseline: baseline, zeroMicrovolts: 0, millimetresPerMicrovolt: millimetresPerMicrovolt)
    canvas.clipped(to: panel) {
      for (index, entry) in evidence.enumerated() where entry.leadNames.contains(lead.name) {
        canvas.fill(panel, EvidenceInk.colour(index, alpha: 0.07))
      }
      for wave in waves { drawBounds(wave, frame, on: canvas) }
      drawMillivolt(x: panel.x + 2.5, baseline: baseline, on: canvas)
      drawTrace(lead.earlierMicrovolts, earlierTiming, Self.earlierColour, frame, on: canvas)
      drawTrace(lead.samplesMicrovolts, timing, .trace, frame, on: canvas)
    }
    try drawWords(lead, frame, on: canvas)
  }

  /// Down to the numbers.
  private func drawBounds(_ wave: Wave, _ frame: EvidenceFrame, on canvas: Canvas) {
    let bottom = frame.area.bottom - (frame.area.height >= BeatPanelPlan.lowestForNumbers ? 6.4 : 0)
    for second in [wave.seconds.lowerBound, wave.seconds.upperBound] {
      let x = frame.x(second)
      canvas.line(from: (x, frame.area.y), to: (x, bottom), wave.kind.colour, width: 0.2)
    }
  }

  private func drawMillivolt(x: Double, baseline: Double, on canvas: Canvas) {
    let top = baseline - Double(gain.rawValue)
    canvas.line(from: (x, baseline), to: (x, top), .trace, width: ECGTrace.lineWidth)
    for y in [baseline, top] { canvas.line(from: (x - 1, y), to: (x + 1, y), .trace, width: ECGTrace.lineWidth) }
  }

  /// The level at rest is the samples' own zero: averaged beats are freed of their baseline.
  private func drawTrace(_ samples: [Float], _ timing: Timing?, _ colour: Colour, _ frame: EvidenceFrame, on canvas: Canvas) {
    guard let timing, !samples.isEmpty else { return }
    let trace = ECGTrace(
      samplesMicrovolts: samples[...], millimetresPerSample: frame.millimetresPerSecond / timing.samplingRateHertz,
      millimetresPerMicrovolt: frame.millimetresPerMicrovolt)
    trace.draw(
      x: frame.x(-Double(timing.fiducial) / timing.samplingRateHertz), baseline: frame.baseline, zero: 0, colour: colour, on: canvas)
  }

  private func drawWords(_ lead: Lead, _ frame: EvidenceFrame, on canvas: Canvas) throws(DrawingError) {
    let panel = frame.area
    var x = panel.x + 5.5
    x += try canvas.writeLine(lead.name, TextStyle(sizeMillimetres: 3.6), in: Area(x: x, y: panel.y + 0.6, width: 24, height: 4)) + 0.8
    var bars = 0.0
    for (index, entry) in evidence.enumerated() where entry.leadNames.contains(lead.name) {
      x += try canvas.writeChip(index, x: x, y: panel.y + 1.3) + 0.5
    }
    for (index, entry) in evidence.enumerated() {
      for mark in entry.marks where (mark.leadName == lead.name || mark.leadName == nil) && frame.holds(mark) {
        try frame.draw(mark, evidence: index, barY: panel.bottom - 9.5 - bars * 3.4, on: canvas)
        bars += mark.kind == .interval ? 1 : 0
      }
    }
    for wave in waves {
      let middle = (frame.x(wave.seconds.lowerBound) + frame.x(wave.seconds.upperBound)) / 2
      let name = try canvas.text(wave.kind.rawValue, TextStyle(sizeMillimetres: 2.1, colour: wave.kind.colour))
      name.draw(x: middle - name.width / 2, y: panel.y + 0.3)
    }
    guard panel.height >= BeatPanelPlan.lowestForNumbers else { return }
    for (row, line) in lead.numbers.suffix(2).enumerated() {
      let y = panel.bottom - 3.2 - Double(min(lead.numbers.count, 2) - 1 - row) * 2.9
      try canvas.writeLine(line, TextStyle(sizeMillimetres: 2.3), in: Area(x: panel.x + 1, y: y, width: panel.width - 2, height: 3))
    }
  }
}

extension ECGBeatPage.Wave.Kind {
  /// Blue, vermilion and green differ for every kind of colour sight.
  fileprivate var colour: Colour {
    switch self {
    case .p: Colour(0x00785A)
    case .qrs: Colour(0x0072B2)
    case .t: Colour(0xC04A00)
    }
  }
}

extension BilingualLine {
  var words: String { chinese + "  " + english }
}
