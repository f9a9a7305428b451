import CCairo

extension ReportPage {
  /// The report as PDF: text pages first, then one landscape page for each ECG.
  ///
  /// The same values and metadata give the same bytes.
  /// - Throws: `tooLarge` rather than leave any of the text out.
  package func renderPDF(metadata: PDFMetadata) throws(DrawingError) -> RenderedPDF {
    try check()
    var boxes: [SignatureBox] = []
    var pageCount = 0
    let bytes = try Output.pdf(ReportGeometry.page, metadata: metadata) { canvas throws(DrawingError) in
      let flow = ReportFlow(canvas: canvas)
      let placed = try ReportComposition(report: self, flow: flow).compose()
      pageCount = flow.pages.count + ecgPages.count
      boxes = placed.map { Self.inPoints($0.area, page: $0.page) }
      for (index, page) in flow.pages.enumerated() {
        for piece in page { try piece.draw(piece.top) }
        try drawFooter(page: index + 1, of: pageCount, on: canvas)
        canvas.showPage()
      }
      try drawECGPages(on: canvas)
    }
    return RenderedPDF(bytes: bytes, pageCount: pageCount, signatureBoxes: boxes)
  }

  private func drawECGPages(on canvas: Canvas) throws(DrawingError) {
    let size = ECGGeometry.page
    for page in ecgPages {
      try canvas.finish()
      let surface = cairo_get_target(canvas.cairo)
      cairo_pdf_surface_set_size(surface, size.width * Output.pointsPerMillimetre, size.height * Output.pointsPerMillimetre)
      try page.draw(on: canvas)
      canvas.showPage()
    }
  }

  private func drawFooter(page: Int, of count: Int, on canvas: Canvas) throws(DrawingError) {
    let (left, right, y) = (ReportGeometry.left, ReportGeometry.right, ReportGeometry.footerY)
    canvas.line(from: (left, y - 1.5), to: (right, y - 1.5), .rule, width: 0.2)
    try canvas.writeLine(footer, ReportGeometry.small, in: Area(x: left, y: y, width: ReportGeometry.width - 46, height: 4))
    let number = "第 \(page) 页，共 \(count) 页  Page \(page) of \(count)"
    try canvas.writeLine(number, ReportGeometry.small.aligned(.right), in: Area(x: right - 60, y: y, width: 60, height: 4))
  }

  private static func inPoints(_ area: Area, page: Int) -> SignatureBox {
    let scale = Output.pointsPerMillimetre
    return SignatureBox(
      page: page, x: area.x * scale, y: (ReportGeometry.page.height - area.bottom) * scale, width: area.width * scale, height: area.height * scale)
  }

  private func check() throws(DrawingError) {
    guard signatures.count <= 4, facts.count <= DrawingLimits.labelledTexts, ecgPages.count <= DrawingLimits.reportPages else { throw .tooLarge }
    guard sections.reduce(0, { $0 + $1.blocks.count }) <= DrawingLimits.blocks, sections.count <= DrawingLimits.blocks else { throw .tooLarge }
    var scalars = closing.unicodeScalars.count
    for block in sections.flatMap(\.blocks) {
      switch block {
      case .paragraph(let text):
        let count = text.unicodeScalars.count
        guard count <= DrawingLimits.paragraphScalars else { throw .tooLarge }
        scalars += count
      case .facts(let facts):
        guard facts.count <= DrawingLimits.labelledTexts else { throw .tooLarge }
      case .picture: break
      }
    }
    guard scalars <= DrawingLimits.reportScalars else { throw .tooLarge }
    for page in ecgPages { try page.check() }
  }
}
