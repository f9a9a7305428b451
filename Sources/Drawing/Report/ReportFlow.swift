/// Puts pieces of ink one under another on as many pages as they need. Nothing is drawn before all is placed, so that
/// each page can say how many there are.
final class ReportFlow {
  /// A piece of ink and where its top goes.
  struct Piece {
    var top: Double
    var draw: (Double) throws(DrawingError) -> Void
  }

  let canvas: Canvas
  private(set) var pages: [[Piece]] = [[]]
  private(set) var y = ReportGeometry.top

  init(canvas: Canvas) { self.canvas = canvas }

  var pageIndex: Int { pages.count - 1 }

  /// Begins a new page unless `height` fits under what is there.
  func ensure(height: Double) throws(DrawingError) {
    guard y + height > ReportGeometry.bottom, y > ReportGeometry.top else { return }
    guard pages.count < DrawingLimits.reportPages else { throw .tooLarge }
    pages.append([])
    y = ReportGeometry.top
  }

  func skip(_ height: Double) { y = min(y + height, ReportGeometry.bottom) }

  /// Places ink of a known height; `draw` is given its top.
  func place(height: Double, _ draw: @escaping (Double) throws(DrawingError) -> Void) throws(DrawingError) {
    try ensure(height: height)
    pages[pageIndex].append(Piece(top: y, draw: draw))
    y += height
  }

  /// Places a block of text line by line, over page ends where need be; `x` is its left edge.
  func place(_ block: TextBlock, x: Double) throws(DrawingError) {
    for (index, height) in block.lineHeights.enumerated() {
      try place(height: height) { top throws(DrawingError) in block.drawLine(index, x: x, baseline: top + block.ascent) }
    }
  }
}
