/// The upper part of an ECG page: title, badge, facts, measurements, statements.
struct ECGPageHeader {
  static let title = TextStyle(sizeMillimetres: 5)
  static let subtitle = TextStyle(sizeMillimetres: 3.1, colour: .label)
  static let label = TextStyle(sizeMillimetres: 2.45, colour: .label)
  static let value = TextStyle(sizeMillimetres: 2.75)

  let page: ECGPageTexts

  func draw(on canvas: Canvas) throws(DrawingError) {
    try drawTitle(on: canvas)
    let y = ECGGeometry.columnsY
    try drawItems(page.facts, x: ECGGeometry.factsX, y: y, width: ECGGeometry.factsWidth, labelWidth: 19, on: canvas)
    try drawItems(page.measurements, x: ECGGeometry.measurementsX, y: y, width: ECGGeometry.measurementsWidth, labelWidth: 18, on: canvas)
    try drawStatements(on: canvas)
  }

  private func drawTitle(on canvas: Canvas) throws(DrawingError) {
    let grid = ECGGeometry.grid
    let y = ECGGeometry.titleY
    let titleWidth = try canvas.writeLine(page.title.chinese, Self.title, in: Area(x: grid.x, y: y, width: 90, height: 6))
    let englishX = grid.x + titleWidth + 3
    let englishWidth = try canvas.writeLine(page.title.english, Self.subtitle, in: Area(x: englishX, y: y + 2, width: 70, height: 6))
    let institutionX = englishX + englishWidth + 6
    let institutionWidth = max(20, grid.right - 44 - institutionX)
    let style = Self.subtitle.coloured(.ink).aligned(.right)
    try canvas.writeLine(page.institution, style, in: Area(x: institutionX, y: y + 2, width: institutionWidth, height: 6))
    if let badge = page.badge {
      try badge.draw(in: Area(x: grid.right - 40, y: y - 0.5, width: 40, height: 7.6), on: canvas)
    }
    let rule = ECGGeometry.headerRuleY
    canvas.line(from: (grid.x, rule), to: (grid.right, rule), .rule, width: 0.2)
  }

  private func drawItems(
    _ items: [LabelledText], x: Double, y: Double, width: Double, labelWidth: Double, on canvas: Canvas
  ) throws(DrawingError) {
    let rows = ECGGeometry.headerRows
    let columns = items.count > rows ? 2 : 1
    let columnWidth = width / Double(columns)
    for (index, item) in items.prefix(rows * 2).enumerated() {
      let itemX = x + Double(index / rows) * columnWidth
      let itemY = y + Double(index % rows) * ECGGeometry.headerRowHeight
      try canvas.writeLine(item.label, Self.label, in: Area(x: itemX, y: itemY + 0.3, width: labelWidth, height: 4))
      let valueWidth = columnWidth - labelWidth - 2
      try canvas.writeLine(item.value, Self.value, in: Area(x: itemX + labelWidth, y: itemY, width: valueWidth, height: 4))
    }
  }

  private func drawStatements(on canvas: Canvas) throws(DrawingError) {
    let x = ECGGeometry.statementsX
    let width = ECGGeometry.statementsWidth
    var y = ECGGeometry.columnsY
    let heading = page.statementsHeading.chinese + "  " + page.statementsHeading.english
    try canvas.writeLine(heading, Self.label, in: Area(x: x, y: y + 0.3, width: width, height: 4))
    canvas.line(from: (x - 2.5, y), to: (x - 2.5, y + 26), .rule, width: 0.15)
    canvas.line(from: (ECGGeometry.measurementsX - 2.5, y), to: (ECGGeometry.measurementsX - 2.5, y + 26), .rule, width: 0.15)
    y += ECGGeometry.headerRowHeight + 0.35
    let room = ECGGeometry.headerRows - 1
    let isAllShown = page.statements.count <= room
    for statement in page.statements.prefix(isAllShown ? room : room - 1) {
      canvas.fillRounded(Area(x: x, y: y + 0.95, width: 1.5, height: 1.5), radius: 0.75, statement.tone.colour)
      let chineseWidth = try canvas.writeLine(statement.text.chinese, Self.value, in: Area(x: x + 2.6, y: y, width: width * 0.62, height: 4))
      let englishX = x + 2.6 + chineseWidth + 1.8
      let rest = x + width - englishX
      if rest > 8 {
        try canvas.writeLine(statement.text.english, Self.label, in: Area(x: englishX, y: y + 0.3, width: rest, height: 4))
      }
      y += ECGGeometry.headerRowHeight
    }
    if !isAllShown {
      let more = page.statements.count - room + 1
      try canvas.writeLine("…另有 \(more) 条  \(more) more", Self.label, in: Area(x: x + 2.6, y: y + 0.3, width: width, height: 4))
    }
  }
}

extension Tone {
  var colour: Colour {
    switch self {
    case .critical: Colour(0xC62828)
    case .warning: Colour(0xD97706)
    case .ordinary: Colour(0x2E7D4F)
    case .neutral: Colour(0x7A8592)
    }
  }
}

extension Badge {
  /// A plate in the tone's colour with both words in white.
  func draw(in area: Area, on canvas: Canvas) throws(DrawingError) {
    canvas.fillRounded(area, radius: 1.4, tone.colour)
    let (large, small) = (TextStyle(sizeMillimetres: 4, colour: .white), TextStyle(sizeMillimetres: 2.9, colour: .white))
    let chinese = try canvas.text(PrintableText.line(text.chinese), large, width: area.width, maximumLines: 1)
    let rest = max(4, area.width - chinese.width - 6)
    let english = try canvas.text(PrintableText.line(text.english), small, width: rest, maximumLines: 1)
    let x = area.x + (area.width - chinese.width - english.width - 2) / 2
    chinese.draw(x: x, y: area.y + (area.height - chinese.height) / 2)
    english.draw(x: x + chinese.width + 2, y: area.y + (area.height - english.height) / 2 + 0.35)
  }
}
