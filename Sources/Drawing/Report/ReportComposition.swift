/// Sets the parts of a report into a flow, top to bottom.
struct ReportComposition {
  private typealias Geometry = ReportGeometry

  let report: ReportPage
  let flow: ReportFlow
  private var canvas: Canvas { flow.canvas }

  init(report: ReportPage, flow: ReportFlow) {
    self.report = report
    self.flow = flow
  }

  /// - Returns: the signature boxes, millimetres from the top-left corner, with their page.
  func compose() throws(DrawingError) -> [(page: Int, area: Area)] {
    try placeHeader()
    try placeFacts(report.facts, columns: 2, labelWidth: 27)
    flow.skip(1.5)
    try placeRule()
    for section in report.sections { try place(section) }
    let boxes = try placeSignatures()
    if !report.closing.isEmpty {
      flow.skip(3)
      try flow.place(try canvas.text(PrintableText.paragraph(report.closing), Geometry.small, width: Geometry.width), x: Geometry.left)
    }
    return boxes
  }

  private func placeHeader() throws(DrawingError) {
    let lines = [
      (report.institution, Geometry.institution, 8.0),
      (report.title.chinese, Geometry.title, 10.0),
      (report.title.english, Geometry.titleEnglish, 6.5),
    ]
    if let badge = report.badge {
      let canvas = canvas
      try flow.place(height: 0) { top throws(DrawingError) in
        try badge.draw(in: Area(x: Geometry.right - 34, y: top + 8.5, width: 34, height: 7.6), on: canvas)
      }
    }
    for (text, style, height) in lines where !text.isEmpty {
      let block = try canvas.text(PrintableText.line(text), style, width: Geometry.width, maximumLines: 1)
      try flow.place(height: height) { top throws(DrawingError) in block.draw(x: Geometry.left, y: top) }
    }
    flow.skip(1)
    try placeRule()
  }

  private func placeRule() throws(DrawingError) {
    let canvas = canvas
    try flow.place(height: 3.2) { top throws(DrawingError) in
      canvas.line(from: (Geometry.left, top + 0.6), to: (Geometry.right, top + 0.6), .rule, width: 0.25)
    }
  }

  /// Rows of label–value pairs; a long value wraps and makes its row higher.
  private func placeFacts(_ facts: [LabelledText], columns: Int, labelWidth: Double) throws(DrawingError) {
    let columnWidth = Geometry.width / Double(columns)
    for rowStart in stride(from: 0, to: facts.count, by: columns) {
      var cells: [(label: TextBlock, value: TextBlock, x: Double)] = []
      for (column, fact) in facts[rowStart..<min(rowStart + columns, facts.count)].enumerated() {
        let label = try canvas.text(PrintableText.line(fact.label), Geometry.label, width: labelWidth - 1, maximumLines: 1)
        let value = try canvas.text(PrintableText.line(fact.value), Geometry.value, width: columnWidth - labelWidth - 2, maximumLines: 4)
        cells.append((label, value, Geometry.left + Double(column) * columnWidth))
      }
      let height = max(5.6, (cells.map(\.value.height).max() ?? 0) + 1.1)
      let row = cells
      try flow.place(height: height) { top throws(DrawingError) in
        for cell in row {
          cell.label.draw(x: cell.x, y: top + 0.35)
          cell.value.draw(x: cell.x + labelWidth, y: top)
        }
      }
    }
  }

  private func place(_ section: ReportSection) throws(DrawingError) {
    flow.skip(2.6)
    // A heading stays with at least two lines of what it heads.
    try flow.ensure(height: 20)
    let heading = try canvas.text(PrintableText.line(section.heading.chinese), Geometry.heading)
    let english = try canvas.text(PrintableText.line(section.heading.english), Geometry.label)
    let canvas = canvas
    try flow.place(height: 7.4) { top throws(DrawingError) in
      canvas.fill(Area(x: Geometry.left, y: top + 0.75, width: 1.1, height: 3.9), Geometry.heading.colour)
      heading.draw(x: Geometry.left + 2.8, y: top)
      english.draw(x: Geometry.left + 2.8 + heading.width + 2.2, y: top + 0.85)
    }
    for block in section.blocks { try place(block) }
  }

  private func place(_ block: ReportBlock) throws(DrawingError) {
    switch block {
    case .paragraph(let text):
      let set = try canvas.text(PrintableText.paragraph(text), Geometry.body, width: Geometry.width - 2.8)
      try flow.place(set, x: Geometry.left + 2.8)
      flow.skip(1.8)
    case .facts(let facts):
      try placeFacts(facts, columns: 3, labelWidth: 24)
    case .picture(let image, let caption):
      try place(image, caption: caption)
    }
  }

  private func place(_ image: RasterImage, caption: String) throws(DrawingError) {
    let aspect = Double(image.height) / Double(image.width)
    let width = max(1, min(Geometry.width, Geometry.largestPictureHeight / aspect))
    let height = max(1, width * aspect)
    let set = try canvas.text(PrintableText.line(caption), Geometry.small.aligned(.centre), width: Geometry.width, maximumLines: 2)
    let canvas = canvas
    try flow.place(height: height + set.height + 4) { top throws(DrawingError) in
      try canvas.draw(image, in: Area(x: Geometry.left + (Geometry.width - width) / 2, y: top + 1, width: width, height: height))
      set.draw(x: Geometry.left, y: top + height + 2)
    }
  }

  private func placeSignatures() throws(DrawingError) -> [(page: Int, area: Area)] {
    guard !report.signatures.isEmpty else { return [] }
    flow.skip(6)
    let labelHeight = 6.5
    try flow.ensure(height: labelHeight + Geometry.signatureHeight + 6)
    let count = Double(report.signatures.count)
    let boxWidth = (Geometry.width - Geometry.signatureGap * (count - 1)) / count
    var boxes: [(page: Int, area: Area)] = []
    for (index, signature) in report.signatures.enumerated() {
      let x = Geometry.left + Double(index) * (boxWidth + Geometry.signatureGap)
      boxes.append((flow.pageIndex, Area(x: x, y: flow.y + labelHeight, width: boxWidth, height: Geometry.signatureHeight)))
      let role = PrintableText.line(signature.role.chinese + "  " + signature.role.english)
      let text = try canvas.text(role, Geometry.label, width: boxWidth * 0.68, maximumLines: 1)
      let name = try canvas.text(PrintableText.line(signature.name), Geometry.value.aligned(.right), width: boxWidth * 0.3, maximumLines: 1)
      try flow.place(height: 0) { top throws(DrawingError) in
        text.draw(x: x, y: top + 0.9)
        name.draw(x: x + boxWidth * 0.7, y: top + 0.5)
      }
    }
    let canvas = canvas
    let areas = boxes.map(\.area)
    try flow.place(height: labelHeight + Geometry.signatureHeight) { _ throws(DrawingError) in
      for area in areas { canvas.outline(area, .rule, width: 0.2) }
    }
    return boxes
  }
}
