import CCairo

extension ECGPage {
  /// 8-bit RGB PNG of A4 landscape at the given resolution (36…600).
  package func renderPNG(dotsPerInch: Double = 150) throws(DrawingError) -> [UInt8] {
    try ECGSheet(.traces(self)).renderPNG(dotsPerInch: dotsPerInch)
  }

  /// SVG with the millimetre as its unit: 1 mV is `gain` units high, 1 s is `speed` units wide.
  package func renderSVG() throws(DrawingError) -> [UInt8] { try ECGSheet(.traces(self)).renderSVG() }

  /// One PDF page, true to scale on A4.
  package func renderPDF(metadata: PDFMetadata) throws(DrawingError) -> [UInt8] { try ECGSheet(.traces(self)).renderPDF(metadata: metadata) }

  func check() throws(DrawingError) {
    guard leads.count <= DrawingLimits.leads else { throw .tooLarge }
    try texts.check()
    try evidence.check()
    guard samplingRateHertz.isFinite, samplingRateHertz > 0, startSeconds.isFinite else { throw .badInput }
  }

  func draw(on canvas: Canvas) throws(DrawingError) {
    try ECGPageHeader(page: texts).draw(on: canvas)
    ECGGrid.draw(grid, on: canvas)
    try drawStrips(on: canvas)
    if !evidence.isEmpty { try ECGLegend(evidence: evidence, note: Self.evidenceNote, area: ECGGeometry.legend).draw(on: canvas) }
    try ECGFooter(settings: settings, middle: shownRange, end: footer).draw(on: canvas)
  }

  private static let evidenceNote = BilingualLine(
    chinese: "数值取自平均心搏，标注画在各心搏本身", english: "numbers are of the averaged beat, marks are on the beats themselves")

  var grid: Area { evidence.isEmpty ? ECGGeometry.grid : ECGGeometry.gridOverLegend }

  private var settings: [String] { ["\(speed.rawValue) mm/s", "\(gain.rawValue) mm/mV", filters] }

  private var plan: ECGStripPlan {
    ECGStripPlan(
      layout: layout, leadNames: leads.map(\.name), width: ECGGeometry.traceWidth, millimetresPerSecond: Double(speed.rawValue))
  }

  private func drawStrips(on canvas: Canvas) throws(DrawingError) {
    let plan = plan
    guard plan.rowCount > 0 else {
      let style = TextStyle(sizeMillimetres: 5, colour: .label, alignment: .centre)
      try canvas.writeLine("没有可显示的导联  No lead to show", style, in: Area(x: grid.x, y: grid.y + 55, width: grid.width, height: 8))
      return
    }
    let isDense = ECGGeometry.isDense(rowCount: plan.rowCount, in: grid)
    let tints = ECGEvidenceDrawing(page: self, rowCount: plan.rowCount)
    canvas.clipped(to: grid) {
      tints.drawUnder(plan.strips, on: canvas)
      for row in 0..<plan.rowCount {
        drawCalibration(baseline: ECGGeometry.baseline(row: row, of: plan.rowCount, in: grid), leadIn: isDense ? 0 : 2, on: canvas)
      }
    }
    for strip in plan.strips { try draw(strip, rowCount: plan.rowCount, tints, on: canvas) }
  }

  /// The 1 mV, 0.2 s pulse before each row.
  private func drawCalibration(baseline: Double, leadIn: Double, on canvas: Canvas) {
    let height = Double(gain.rawValue)
    let width = 0.2 * Double(speed.rawValue)
    let left = ECGGeometry.traceX - 5 - width
    canvas.setColour(.trace)
    cairo_set_line_width(canvas.cairo, ECGTrace.lineWidth)
    cairo_set_line_join(canvas.cairo, CAIRO_LINE_JOIN_MITER)
    cairo_move_to(canvas.cairo, left - leadIn, baseline)
    cairo_line_to(canvas.cairo, left, baseline)
    cairo_line_to(canvas.cairo, left, baseline - height)
    cairo_line_to(canvas.cairo, left + width, baseline - height)
    cairo_line_to(canvas.cairo, left + width, baseline)
    cairo_line_to(canvas.cairo, left + width + 2, baseline)
    cairo_stroke(canvas.cairo)
  }

  private func draw(_ strip: ECGStrip, rowCount: Int, _ tints: ECGEvidenceDrawing, on canvas: Canvas) throws(DrawingError) {
    let x = ECGGeometry.traceX + strip.x
    let baseline = ECGGeometry.baseline(row: strip.row, of: rowCount, in: grid)
    if strip.x > 0 {
      for y in [baseline - 5.5, baseline + 3.5] { canvas.line(from: (x, y), to: (x, y + 2), .trace, width: ECGTrace.lineWidth) }
    }
    let shown: ECGTrace? = strip.leadIndex.flatMap { $0 < leads.count ? trace(of: leads[$0], strip) : nil }
    let zero = shown?.zeroLevel
    if let shown, let zero {
      canvas.clipped(to: clip(for: strip)) { shown.draw(x: x, baseline: baseline, zero: zero, on: canvas) }
      try tints.drawOver(strip, baseline: baseline, zeroMicrovolts: Double(zero), on: canvas)
    }
    if ECGGeometry.isDense(rowCount: rowCount, in: grid) {
      try drawDenseLabel(of: strip, baseline: baseline, tints, on: canvas)
    } else {
      try drawLabel(of: strip, x: x, y: baseline - min(13, grid.height / Double(rowCount) * 0.48), tints, on: canvas)
    }
    if zero == nil {
      let reason = strip.leadIndex == nil ? "无此导联  lead not recorded" : "无信号  no signal"
      let style = TextStyle(sizeMillimetres: 2.9, colour: .label)
      try canvas.writeLine(reason, style, in: Area(x: x + 12, y: baseline - 2, width: strip.width - 14, height: 4))
    }
  }

  /// Neighbouring rows may be crossed, as on any print-out; neighbouring columns may not.
  private func clip(for strip: ECGStrip) -> Area {
    Area(x: ECGGeometry.traceX + strip.x, y: grid.y, width: strip.width, height: grid.height)
  }

  private func trace(of lead: ECGPageLead, _ strip: ECGStrip) -> ECGTrace {
    let millimetresPerSample = Double(speed.rawValue) / samplingRateHertz
    let count = Double(lead.samplesMicrovolts.count)
    // One sample more than fills the strip, so that the line reaches its border.
    let first = Int(min((strip.startSeconds * samplingRateHertz).rounded(), count))
    let end = Int(min(Double(first) + (strip.width / millimetresPerSample).rounded(.up) + 1, count))
    return ECGTrace(
      samplesMicrovolts: lead.samplesMicrovolts[first..<end], millimetresPerSample: millimetresPerSample,
      millimetresPerMicrovolt: Double(gain.rawValue) / 1000)
  }

  private func drawLabel(of strip: ECGStrip, x: Double, y: Double, _ tints: ECGEvidenceDrawing, on canvas: Canvas) throws(DrawingError) {
    let name = TextStyle(sizeMillimetres: 3.3)
    var end = x + 1 + (try canvas.writeLine(strip.leadName, name, in: Area(x: x + 1, y: y, width: min(40, strip.width - 2), height: 4)))
    end = try tints.writeChips(for: strip.leadName, x: end + 0.8, y: y + 0.6, on: canvas)
    guard let index = strip.leadIndex, index < leads.count, !leads[index].note.isEmpty else { return }
    let note = TextStyle(sizeMillimetres: 2.2, colour: .label)
    try canvas.writeLine(leads[index].note, note, in: Area(x: end + 0.4, y: y + 1, width: max(8, x + strip.width - end - 2), height: 4))
  }

  /// Beside a row of its own: left of the calibration pulse, or behind the trace where the name or the pulse is wider than fits there. A strip
  /// that shares its row has its name over its beginning.
  private func drawDenseLabel(of strip: ECGStrip, baseline: Double, _ tints: ECGEvidenceDrawing, on canvas: Canvas) throws(DrawingError) {
    let style = TextStyle(sizeMillimetres: 2.4)
    guard strip.width >= ECGGeometry.traceWidth else {
      let (x, y) = (ECGGeometry.traceX + strip.x + 0.8, baseline - 8)
      let width = try canvas.writeLine(strip.leadName, style, in: Area(x: x, y: y, width: 20, height: 4))
      _ = try tints.writeChips(for: strip.leadName, x: x + width + 0.6, y: y, on: canvas)
      return
    }
    let isShort = strip.leadName.count <= 3 && speed == .millimetres25PerSecond
    let behind = ECGGeometry.traceX + ECGGeometry.traceWidth + 0.8
    try canvas.writeLine(
      strip.leadName, style, in: Area(x: isShort ? grid.x + 0.6 : behind, y: baseline - 1.9, width: isShort ? 5 : 9, height: 4))
    _ = try tints.writeChips(for: strip.leadName, x: behind, y: baseline + (isShort ? -1.6 : 1.4), on: canvas)
  }

  /// What part of the recording is on paper; empty when it is all of it.
  var shownRange: String {
    let longest = Double(leads.map(\.samplesMicrovolts.count).max() ?? 0) / samplingRateHertz
    let whole = recordingDurationSeconds ?? startSeconds + longest
    let shown = min(longest, ECGGeometry.traceWidth / Double(speed.rawValue))
    guard shown > 0, whole > shown + 0.05 || startSeconds > 0 else { return "" }
    return "\(Self.clock(startSeconds))–\(Self.clock(startSeconds + shown)) / \(Self.clock(whole))"
  }

  /// `10.0 s` below two minutes, else `h:mm:ss`.
  private static func clock(_ seconds: Double) -> String {
    let tenths = Int((min(max(seconds, 0), 1e8) * 10).rounded())
    guard tenths >= 1200 else { return "\(tenths / 10).\(tenths % 10) s" }
    let whole = tenths / 10
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }
}
