import CCairo
import CPNG

/// Collects what Cairo and libpng write.
final class ByteSink {
  var bytes: [UInt8] = []

  static func receive(_ receiver: UnsafeMutableRawPointer?, _ start: UnsafePointer<UInt8>?, _ count: Int) {
    guard let receiver, let start else { return }
    Unmanaged<ByteSink>.fromOpaque(receiver).takeUnretainedValue().bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
  }
}

private func receiveFromCairo(_ receiver: UnsafeMutableRawPointer?, _ start: UnsafePointer<UInt8>?, _ count: UInt32) -> cairo_status_t {
  ByteSink.receive(receiver, start, Int(count))
  return CAIRO_STATUS_SUCCESS
}

private func receiveFromPNG(_ receiver: UnsafeMutableRawPointer?, _ start: UnsafePointer<UInt8>?, _ count: Int) {
  ByteSink.receive(receiver, start, count)
}

/// A page's size in millimetres.
struct PageSize: Sendable, Equatable {
  var width: Double
  var height: Double
  static let a4Landscape = PageSize(width: 297, height: 210)
  static let a4Portrait = PageSize(width: 210, height: 297)
}

/// What a PDF says of itself; none of it comes from a clock.
package struct PDFMetadata: Sendable, Equatable {
  package var title: String
  package var author: String
  /// ISO 8601 with a zone, `2026-11-22T05:00:00Z`; the creation date that makes the same page the same bytes.
  package var createdISO8601: String

  package init(title: String, author: String, createdISO8601: String) {
    self.title = title
    self.author = author
    self.createdISO8601 = createdISO8601
  }

  /// `YYYY-MM-DDThh:mm:ss` and `Z` or `±hh:mm`: what Cairo understands; it falls back to nothing on other text.
  var isDateUsable: Bool {
    createdISO8601.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})/) != nil
  }
}

/// The three outputs; each calls the same drawing.
enum Output {
  typealias Drawing = (Canvas) throws(DrawingError) -> Void
  static let millimetresPerInch = 25.4
  static let pointsPerMillimetre = 72 / millimetresPerInch

  /// 8-bit RGB on white at the given resolution, which is also written into the file (pHYs). With `isPosterised` each channel has six levels,
  /// which makes a file of line art several times smaller and shows only in the edges of letters.
  static func png(_ size: PageSize, dotsPerInch: Double, isPosterised: Bool = false, _ draw: Drawing) throws(DrawingError) -> [UInt8] {
    guard DrawingLimits.dotsPerInch.contains(dotsPerInch) else { throw .badInput }
    let dotsPerMillimetre = dotsPerInch / millimetresPerInch
    guard size.width * size.height * dotsPerMillimetre * dotsPerMillimetre <= Double(DrawingLimits.pixels) else { throw .tooLarge }
    let width = Int32((size.width * dotsPerMillimetre).rounded())
    let height = Int32((size.height * dotsPerMillimetre).rounded())
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height) else { throw .failed }
    defer { cairo_surface_destroy(surface) }
    let canvas = try Canvas(surface: surface, unitsPerMillimetre: dotsPerMillimetre)
    canvas.fill(Area(x: 0, y: 0, width: size.width, height: size.height), .white)
    try draw(canvas)
    try canvas.finish()
    cairo_surface_flush(surface)
    guard let pixels = cairo_image_surface_get_data(surface) else { throw .failed }
    let stride = Int(cairo_image_surface_get_stride(surface))
    if isPosterised { for place in 0..<stride * Int(height) { pixels[place] = (UInt8(clamping: Int(pixels[place]) + 25)) / 51 * 51 } }
    return try encodePNG(
      pixels, width: Int(width), height: Int(height), stride: stride, layout: rh_png_bgrx8,
      content: isPosterised ? rh_png_few_colours : rh_png_line_art, pixelsPerMetre: (dotsPerMillimetre * 1000).rounded())
  }

  static func encodePNG(
    _ pixels: UnsafePointer<UInt8>, width: Int, height: Int, stride: Int, layout: rh_png_pixels, content: rh_png_content, pixelsPerMetre: Double = 0
  ) throws(DrawingError) -> [UInt8] {
    let sink = ByteSink()
    let receiver = Unmanaged.passRetained(sink)
    defer { receiver.release() }
    let isWritten = rh_png_encode(
      pixels, UInt32(width), UInt32(height), stride, layout, content, UInt32(pixelsPerMetre), receiveFromPNG, receiver.toOpaque())
    guard isWritten == 1 else { throw .failed }
    return sink.bytes
  }

  /// SVG whose user unit is the millimetre, so that its numbers can be measured; text is outlines.
  static func svg(_ size: PageSize, _ draw: Drawing) throws(DrawingError) -> [UInt8] {
    let sink = ByteSink()
    // Released only after the surface, which writes to it when it is destroyed.
    let receiver = Unmanaged.passRetained(sink)
    defer { receiver.release() }
    guard let surface = cairo_svg_surface_create_for_stream(receiveFromCairo, receiver.toOpaque(), size.width, size.height) else { throw .failed }
    defer { cairo_surface_destroy(surface) }
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_MM)
    try drawAndFinish(surface, unitsPerMillimetre: 1, draw)
    return sink.bytes
  }

  /// PDF 1.4 with a classic cross-reference table and trailer, so that signatures can be appended to it.
  static func pdf(_ size: PageSize, metadata: PDFMetadata, _ draw: Drawing) throws(DrawingError) -> [UInt8] {
    guard metadata.isDateUsable else { throw .badInput }
    let sink = ByteSink()
    let receiver = Unmanaged.passRetained(sink)
    defer { receiver.release() }
    let (width, height) = (size.width * pointsPerMillimetre, size.height * pointsPerMillimetre)
    guard let surface = cairo_pdf_surface_create_for_stream(receiveFromCairo, receiver.toOpaque(), width, height) else { throw .failed }
    defer { cairo_surface_destroy(surface) }
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, metadata.createdISO8601)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, PrintableText.line(metadata.title))
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, PrintableText.line(metadata.author))
    try drawAndFinish(surface, unitsPerMillimetre: pointsPerMillimetre, draw)
    return markingDate(in: sink.bytes)
  }

  /// Cairo 1.16 leaves out the `D:` that dates begin with (PDF 1.4 §3.8.2). It indents the entry by three spaces: two give
  /// their place, so that no offset moves.
  private static func markingDate(in bytes: [UInt8]) -> [UInt8] {
    let (written, wanted) = (Array("   /CreationDate (2".utf8), Array(" /CreationDate (D:2".utf8))
    var result = bytes
    var start = bytes.count - written.count
    while start >= 0, bytes[start..<start + written.count] != written[...] { start -= 1 }
    if start >= 0 { result.replaceSubrange(start..<start + written.count, with: wanted) }
    return result
  }

  private static func drawAndFinish(_ surface: OpaquePointer, unitsPerMillimetre: Double, _ draw: Drawing) throws(DrawingError) {
    let canvas = try Canvas(surface: surface, unitsPerMillimetre: unitsPerMillimetre)
    try draw(canvas)
    try canvas.finish()
    cairo_surface_finish(surface)
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { throw .failed }
  }
}
