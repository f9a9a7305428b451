import CCairo

/// The millimetre paper: a line each millimetre, a stronger one every five.
enum ECGGrid {
  static let minorWidth = 0.09
  static let majorWidth = 0.2

  static func draw(_ area: Area, on canvas: Canvas) {
    drawLines(area, every: 1, skippingEvery: 5, .gridMinor, width: minorWidth, on: canvas)
    drawLines(area, every: 5, skippingEvery: nil, .gridMajor, width: majorWidth, on: canvas)
  }

  /// Vertical and horizontal lines are stroked apart: as one path Cairo would look for their crossings.
  private static func drawLines(_ area: Area, every step: Int, skippingEvery skipped: Int?, _ colour: Colour, width: Double, on canvas: Canvas) {
    canvas.setColour(colour)
    cairo_set_line_width(canvas.cairo, width)
    cairo_set_line_cap(canvas.cairo, CAIRO_LINE_CAP_BUTT)
    for offset in stride(from: 0, through: Int(area.width), by: step) where skipped.map({ !offset.isMultiple(of: $0) }) ?? true {
      cairo_move_to(canvas.cairo, area.x + Double(offset), area.y)
      cairo_line_to(canvas.cairo, area.x + Double(offset), area.bottom)
    }
    cairo_stroke(canvas.cairo)
    for offset in stride(from: 0, through: Int(area.height), by: step) where skipped.map({ !offset.isMultiple(of: $0) }) ?? true {
      cairo_move_to(canvas.cairo, area.x, area.y + Double(offset))
      cairo_line_to(canvas.cairo, area.right, area.y + Double(offset))
    }
    cairo_stroke(canvas.cairo)
  }
}
