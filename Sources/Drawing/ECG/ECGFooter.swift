/// The line under the grid: paper settings and filters, what part is shown, whose page it is.
struct ECGFooter {
  let settings: [String]
  let middle: String
  let end: String

  func draw(on canvas: Canvas) throws(DrawingError) {
    let (grid, y) = (ECGGeometry.grid, ECGGeometry.footerY)
    let style = TextStyle(sizeMillimetres: 2.8)
    let words = settings.filter { !$0.isEmpty }.joined(separator: "    ")
    let taken = try canvas.writeLine(words, style, in: Area(x: grid.x, y: y, width: 170, height: 4))
    let centre = style.coloured(.label).aligned(.centre)
    let middleX = max(grid.x + 105, grid.x + taken + 4)
    try canvas.writeLine(middle, centre, in: Area(x: middleX, y: y, width: 60, height: 4))
    let endX = middle.isEmpty ? grid.x + taken + 4 : middleX + 62
    try canvas.writeLine(end, style.coloured(.label).aligned(.right), in: Area(x: endX, y: y, width: grid.right - endX, height: 4))
  }
}
