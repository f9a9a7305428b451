import Drawing

/// A picture for the printed report, with the words under it.
package struct KeyImage: Sendable {
  package var image: RasterImage
  package var caption: String
  package init(image: RasterImage, caption: String) {
    self.image = image
    self.caption = caption
  }
}

/// A report as the PDF that is signed: what people read, the same as data, and two empty places for signatures.
package enum ReportPDF {
  /// Draws and assembles the unsigned report. The same values give the same bytes on machines with the same fonts.
  /// - Parameters:
  ///   - ecgPages: pages true to scale behind the text.
  ///   - keyImages: pictures within the text, for imaging.
  /// - Throws: `report-content-incomplete`, `report-drawing-failed`, `report-pdf-unsuitable`.
  package static func make(content: ReportContent, ecgPages: [ECGPage] = [], keyImages: [KeyImage] = []) throws(ReportError) -> [UInt8] {
    let json = try content.canonicalJSON()
    let page = ReportLayout(content: content, keyImages: keyImages, ecgPages: ecgPages).page
    // The title names the report, not the patient: viewers show it in window lists and histories.
    let metadata = PDFMetadata(
      title: "\(content.reportID) v\(content.version)", author: content.author.name, createdISO8601: content.createdAt.prefix(19) + "Z")
    guard let drawn = try? page.renderPDF(metadata: metadata) else { throw ReportError(.drawingFailed) }
    let places = drawn.signatureBoxes.map { SignaturePlace(page: $0.page, x: $0.x, y: $0.y, width: $0.width, height: $0.height) }
    return try assemble(pages: drawn.bytes, contentJSON: json, places: places)
  }

  /// Adds fields and attachment to pages drawn elsewhere (a classic one-revision PDF).
  /// - Throws: `report-pdf-unsuitable`, `report-signature-places-missing`.
  package static func assemble(pages: [UInt8], contentJSON: [UInt8], places: [SignaturePlace]) throws(ReportError) -> [UInt8] {
    try FormRevision(contentJSON: contentJSON, places: places).append(to: pages)
  }
}
