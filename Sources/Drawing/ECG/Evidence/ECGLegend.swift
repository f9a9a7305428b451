/// Under the grid: each piece of evidence with its letter, words and numbers, in columns; what does not fit is counted.
struct ECGLegend {
  let evidence: [ECGPageEvidence]
  /// What the numbers are of.
  let note: BilingualLine
  let area: Area

  private static let rowHeight = 3.5
  private static let words = TextStyle(sizeMillimetres: 2.5)
  private static let number = TextStyle(sizeMillimetres: 2.3, colour: .label)

  /// As wide as the entries leave room for: two of them fill a column.
  private var columns: Int { min(3, max(1, (evidence.count + 1) / 2)) }

  func draw(on canvas: Canvas) throws(DrawingError) {
    let heading = "标注 Evidence   " + note.chinese + "  " + note.english
    try canvas.writeLine(heading, Self.number, in: Area(x: area.x, y: area.y, width: area.width, height: 3))
    let top = area.y + Self.rowHeight
    let rows = Int((area.bottom - top) / Self.rowHeight)
    let width = (area.width - Double(columns - 1) * 3) / Double(columns)
    var (column, row) = (0, 0)
    for (index, entry) in evidence.enumerated() {
      let needed = min(rows, 1 + (entry.numbers.isEmpty ? 0 : 1))
      if row + needed > rows { (column, row) = (column + 1, 0) }
      let place = Area(
        x: area.x + Double(column) * (width + 3), y: top + Double(row) * Self.rowHeight, width: width, height: Double(needed) * Self.rowHeight)
      // The last place tells how many are left out.
      let isLastPlace = column == columns - 1 && row + needed + 2 > rows
      if isLastPlace, index < evidence.count - 1 { return try drawRest(evidence.count - index, in: place, on: canvas) }
      try draw(entry, index, in: place, on: canvas)
      row += needed
    }
  }

  private func draw(_ entry: ECGPageEvidence, _ index: Int, in place: Area, on canvas: Canvas) throws(DrawingError) {
    let chip = try canvas.writeChip(index, x: place.x, y: place.y + 0.2) + 1
    let rest = place.width - chip
    let chinese = try canvas.writeLine(
      entry.text.chinese, Self.words, in: Area(x: place.x + chip, y: place.y, width: rest * 0.62, height: 3))
    let english = place.x + chip + chinese + 1.5
    if place.right - english > 8 {
      try canvas.writeLine(entry.text.english, Self.number, in: Area(x: english, y: place.y + 0.2, width: place.right - english, height: 3))
    }
    guard !entry.numbers.isEmpty, place.height > Self.rowHeight else { return }
    let numbers = Area(x: place.x + chip, y: place.y + Self.rowHeight, width: rest, height: 3)
    try canvas.writeLine(entry.numbers.joined(separator: ";  "), Self.number.coloured(EvidenceInk.colour(index)), in: numbers)
  }

  private func drawRest(_ count: Int, in place: Area, on canvas: Canvas) throws(DrawingError) {
    try canvas.writeLine("…另有 \(count) 条  \(count) more", Self.number, in: place)
  }
}
