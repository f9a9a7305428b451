import CCairo

/// One page about an ECG.
package enum ECGPicture: Sendable, Equatable {
  case traces(ECGPage)
  case beats(ECGBeatPage)
  case trend(ECGTrendPage)

  func check() throws(DrawingError) {
    switch self {
    case .traces(let page): try page.check()
    case .beats(let page): try page.check()
    case .trend(let page): try page.check()
    }
  }

  func draw(on canvas: Canvas) throws(DrawingError) {
    switch self {
    case .traces(let page): try page.draw(on: canvas)
    case .beats(let page): try page.draw(on: canvas)
    case .trend(let page): try page.draw(on: canvas)
    }
  }
}

/// A4 pages that belong together: side by side in PNG and SVG, one after another in PDF, each true to its scale.
package struct ECGSheet: Sendable, Equatable {
  /// In the order of reading.
  package var pages: [ECGPicture]
  /// Pages side by side before the next row begins.
  package var columns: Int

  package init(_ pages: ECGPicture..., columns: Int = 2) {
    self.pages = pages
    self.columns = columns
  }

  private var size: PageSize {
    let (page, across) = (ECGGeometry.page, min(columns, pages.count))
    return PageSize(width: page.width * Double(across), height: page.height * Double((pages.count + across - 1) / across))
  }

  private func check() throws(DrawingError) {
    guard !pages.isEmpty, columns > 0 else { throw .badInput }
    guard pages.count <= DrawingLimits.sheetPages else { throw .tooLarge }
    for page in pages { try page.check() }
  }

  /// 8-bit RGB at the given resolution (36…600), which is also written into the file.
  /// - Throws: `drawing-bad-input`, `drawing-too-large` for more pages, leads, texts or pixels than allowed.
  package func renderPNG(dotsPerInch: Double = 150) throws(DrawingError) -> [UInt8] {
    try check()
    return try Output.png(size, dotsPerInch: dotsPerInch) { canvas throws(DrawingError) in try drawAll(on: canvas) }
  }

  /// SVG whose unit is the millimetre.
  package func renderSVG() throws(DrawingError) -> [UInt8] {
    try check()
    return try Output.svg(size) { canvas throws(DrawingError) in try drawAll(on: canvas) }
  }

  /// A4 pages, true to scale.
  package func renderPDF(metadata: PDFMetadata) throws(DrawingError) -> [UInt8] {
    try check()
    return try Output.pdf(ECGGeometry.page, metadata: metadata) { canvas throws(DrawingError) in
      for (number, page) in pages.enumerated() {
        if number > 0 { canvas.showPage() }
        try page.draw(on: canvas)
      }
    }
  }

  private func drawAll(on canvas: Canvas) throws(DrawingError) {
    for (number, page) in pages.enumerated() {
      cairo_save(canvas.cairo)
      cairo_translate(
        canvas.cairo, Double(number % columns) * ECGGeometry.page.width, Double(number / columns) * ECGGeometry.page.height)
      try page.draw(on: canvas)
      cairo_restore(canvas.cairo)
    }
  }
}
