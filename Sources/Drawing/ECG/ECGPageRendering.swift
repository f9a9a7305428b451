import CCairo

extension ECGPage {
  /// 8-bit RGB PNG of A4 landscape at the given resolution (36…600).
  package func renderPNG(dotsPerInch: Double = 150) throws(DrawingError) -> [UInt8] {
    try check()
    return try Output.png(ECGGeometry.page, dotsPerInch: dotsPerInch) { canvas throws(DrawingError) in try draw(on: canvas) }
  }

  /// SVG with the millimetre as its unit: 1 mV is `gain` units high, 1 s is `speed` units wide.
  package func renderSVG() throws(DrawingError) -> [UInt8] {
    try check()
    return try Output.svg(ECGGeometry.page) { canvas throws(DrawingError) in try draw(on: canvas) }
  }

  /// One PDF page, true to scale on A4.
  package func renderPDF(metadata: PDFMetadata) throws(DrawingError) -> [UInt8] {
    try check()
    return try Output.pdf(ECGGeometry.page, metadata: metadata) { canvas throws(DrawingError) in try draw(on: canvas) }
  }

  func check() throws(DrawingError) {
    guard leads.count <= DrawingLimits.leads, statements.count <= DrawingLimits.statements else { throw .tooLarge }
    guard facts.count <= DrawingLimits.labelledTexts, measurements.count <= DrawingLimits.labelledTexts else { throw .tooLarge }
    guard samplingRateHertz.isFinite, samplingRateHertz > 0, startSeconds.isFinite else { throw .badInput }
  }

  func draw(on canvas: Canvas) throws(DrawingError) {
    try ECGPageHeader(page: self).draw(on: canvas)
    ECGGrid.draw(ECGGeometry.grid, on: canvas)
    try drawStrips(on: canvas)
    try drawFooter(on: canvas)
  }

  private var plan: ECGStripPlan {
    ECGStripPlan(
      layout: layout, leadNames: leads.map(\.name), width: ECGGeometry.traceWidth, millimetresPerSecond: Double(speed.rawValue))
  }

  private func drawStrips(on canvas: Canvas) throws(DrawingError) {
    let plan = plan
    guard plan.rowCount > 0 else {
      let grid = ECGGeometry.grid
      let style = TextStyle(sizeMillimetres: 5, colour: .label, alignment: .centre)
      try canvas.writeLine("没有可显示的导联  No lead to show", style, in: Area(x: grid.x, y: grid.y + 70, width: grid.width, height: 8))
      return
    }
    let isDense = ECGGeometry.isDense(rowCount: plan.rowCount)
    canvas.clipped(to: ECGGeometry.grid) {
      for row in 0..<plan.rowCount {
        drawCalibration(baseline: ECGGeometry.baseline(row: row, of: plan.rowCount), leadIn: isDense ? 0 : 2, on: canvas)
      }
    }
    for strip in plan.strips { try draw(strip, rowCount: plan.rowCount, on: canvas) }
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

  private func draw(_ strip: ECGStrip, rowCount: Int, on canvas: Canvas) throws(DrawingError) {
    let x = ECGGeometry.traceX + strip.x
    let baseline = ECGGeometry.baseline(row: strip.row, of: rowCount)
    if strip.x > 0 {
      for y in [baseline - 5.5, baseline + 3.5] { canvas.line(from: (x, y), to: (x, y + 2), .trace, width: ECGTrace.lineWidth) }
    }
    var isDrawn = false
    if let index = strip.leadIndex, index < leads.count {
      let trace = trace(of: leads[index], strip)
      canvas.clipped(to: clip(for: strip)) { isDrawn = trace.draw(x: x, baseline: baseline, on: canvas) }
    }
    if ECGGeometry.isDense(rowCount: rowCount) {
      try drawDenseLabel(of: strip, baseline: baseline, on: canvas)
    } else {
      try drawLabel(of: strip, x: x, y: baseline - min(13, ECGGeometry.grid.height / Double(rowCount) * 0.48), on: canvas)
    }
    if !isDrawn {
      let reason = strip.leadIndex == nil ? "无此导联  lead not recorded" : "无信号  no signal"
      let style = TextStyle(sizeMillimetres: 2.9, colour: .label)
      try canvas.writeLine(reason, style, in: Area(x: x + 12, y: baseline - 2, width: strip.width - 14, height: 4))
    }
  }

  /// Neighbouring rows may be crossed, as on any print-out; neighbouring columns may not.
  private func clip(for strip: ECGStrip) -> Area {
    let grid = ECGGeometry.grid
    return Area(x: ECGGeometry.traceX + strip.x, y: grid.y, width: strip.width, height: grid.height)
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

  private func drawLabel(of strip: ECGStrip, x: Double, y: Double, on canvas: Canvas) throws(DrawingError) {
    let name = TextStyle(sizeMillimetres: 3.3)
    let width = try canvas.writeLine(strip.leadName, name, in: Area(x: x + 1, y: y, width: min(40, strip.width - 2), height: 4))
    guard let index = strip.leadIndex, index < leads.count, !leads[index].note.isEmpty else { return }
    let note = TextStyle(sizeMillimetres: 2.2, colour: .label)
    try canvas.writeLine(leads[index].note, note, in: Area(x: x + 2.2 + width, y: y + 1, width: max(8, strip.width - width - 4), height: 4))
  }

  /// Beside the row: left of the calibration pulse, or behind the trace where the name is longer than fits there.
  private func drawDenseLabel(of strip: ECGStrip, baseline: Double, on canvas: Canvas) throws(DrawingError) {
    let grid = ECGGeometry.grid
    let isShort = strip.leadName.count <= 3
    let x = isShort ? grid.x + 0.6 : ECGGeometry.traceX + ECGGeometry.traceWidth + 0.8
    let style = TextStyle(sizeMillimetres: 2.4)
    try canvas.writeLine(strip.leadName, style, in: Area(x: x, y: baseline - 1.9, width: isShort ? 5 : 9, height: 4))
  }

  private func drawFooter(on canvas: Canvas) throws(DrawingError) {
    let grid = ECGGeometry.grid
    let settings = ["\(speed.rawValue) mm/s", "\(gain.rawValue) mm/mV", filters].filter { !$0.isEmpty }.joined(separator: "    ")
    let style = TextStyle(sizeMillimetres: 2.8)
    try canvas.writeLine(settings, style, in: Area(x: grid.x, y: ECGGeometry.footerY, width: 120, height: 4))
    let centre = style.coloured(.label).aligned(.centre)
    try canvas.writeLine(shownRange, centre, in: Area(x: grid.x + 105, y: ECGGeometry.footerY, width: 70, height: 4))
    let right = style.coloured(.label).aligned(.right)
    try canvas.writeLine(footer, right, in: Area(x: grid.x + 176, y: ECGGeometry.footerY, width: grid.width - 176, height: 4))
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
