/// The evidence of a page of traces: tints and beats under the ink, intervals and levels over it, letters beside the leads' names.
struct ECGEvidenceDrawing {
  let page: ECGPage
  let rowCount: Int

  private var millimetresPerSecond: Double { Double(page.speed.rawValue) }

  func drawUnder(_ strips: [ECGStrip], on canvas: Canvas) {
    for (index, entry) in page.evidence.enumerated() {
      for strip in strips where strip.leadIndex != nil && entry.leadNames.contains(strip.leadName) {
        let row = ECGGeometry.rowArea(row: strip.row, of: rowCount, in: page.grid)
        canvas.fill(
          Area(x: ECGGeometry.traceX + strip.x, y: row.y, width: strip.width, height: row.height), EvidenceInk.colour(index, alpha: 0.07))
      }
      for mark in entry.marks where mark.kind == .beat && mark.leadName == nil { drawBeat(mark, index, on: canvas) }
    }
  }

  /// Columns follow one another in time, so a moment has one place in all rows.
  private func drawBeat(_ mark: ECGPageMark, _ index: Int, on canvas: Canvas) {
    let left = ECGGeometry.traceX + max(0, mark.seconds.lowerBound * millimetresPerSecond)
    let right = ECGGeometry.traceX + min(ECGGeometry.traceWidth, mark.seconds.upperBound * millimetresPerSecond)
    guard right > left else { return }
    canvas.fill(Area(x: left, y: page.grid.y, width: right - left, height: page.grid.height), EvidenceInk.colour(index, alpha: 0.1))
    canvas.fill(Area(x: left, y: page.grid.y, width: right - left, height: 1.2), EvidenceInk.colour(index))
  }

  func drawOver(_ strip: ECGStrip, baseline: Double, zeroMicrovolts: Double, on canvas: Canvas) throws(DrawingError) {
    let row = ECGGeometry.rowArea(row: strip.row, of: rowCount, in: page.grid)
    let frame = EvidenceFrame(
      area: Area(x: ECGGeometry.traceX + strip.x, y: row.y, width: strip.width, height: row.height), startSeconds: strip.startSeconds,
      millimetresPerSecond: millimetresPerSecond, baseline: baseline, zeroMicrovolts: zeroMicrovolts,
      millimetresPerMicrovolt: Double(page.gain.rawValue) / 1000)
    var bars = 0.0
    for (index, entry) in page.evidence.enumerated() {
      var hasBar = false
      for mark in entry.marks where mark.leadName == strip.leadName && frame.holds(mark) {
        try frame.draw(mark, evidence: index, barY: min(row.bottom - 2.5, baseline + 5 + bars * 3.4), on: canvas)
        hasBar = hasBar || mark.kind == .interval
      }
      bars += hasBar ? 1 : 0
    }
  }

  /// - Returns: the right end of the last chip.
  func writeChips(for leadName: String, x: Double, y: Double, on canvas: Canvas) throws(DrawingError) -> Double {
    var end = x
    for (index, entry) in page.evidence.enumerated() where entry.leadNames.contains(leadName) {
      end += try canvas.writeChip(index, x: end, y: y) + 0.5
    }
    return end
  }
}
