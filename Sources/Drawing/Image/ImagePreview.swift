import CCairo
import CPNG

/// A windowed frame as people look at it: PNG, with lines of text in its corners.
package struct ImagePreview: Sendable, Equatable {
  /// Text in the four corners, one array element a line; white with a dark edge, so that it reads on any picture.
  package struct Overlay: Sendable, Equatable {
    package var topLeft: [String]
    package var topRight: [String]
    package var bottomLeft: [String]
    package var bottomRight: [String]
    package init(topLeft: [String] = [], topRight: [String] = [], bottomLeft: [String] = [], bottomRight: [String] = []) {
      self.topLeft = topLeft
      self.topRight = topRight
      self.bottomLeft = bottomLeft
      self.bottomRight = bottomRight
    }
  }

  package var image: RasterImage
  package var overlay: Overlay

  package init(image: RasterImage, overlay: Overlay = Overlay()) {
    self.image = image
    self.overlay = overlay
  }

  /// Gray stays 8-bit gray, colour 8-bit RGB; the picture's own size.
  package func renderPNG() throws(DrawingError) -> [UInt8] {
    var bytes = image.bytes
    try writeOverlay(into: &bytes)
    let layout = image.pixels == .gray8 ? rh_png_gray8 : rh_png_rgb8
    let stride = image.width * image.pixels.rawValue
    let result: Result<[UInt8], DrawingError> = bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return .failure(.badInput) }
      return Result { () throws(DrawingError) in
        try Output.encodePNG(start, width: image.width, height: image.height, stride: stride, layout: layout, content: rh_png_photograph)
      }
    }
    return try result.get()
  }

  /// Text height follows the picture's size, so that it reads alike on a CT slice and on a radiograph.
  private var lineHeight: Double { max(9, Double(min(image.width, image.height)) / 36) }

  private func writeOverlay(into bytes: inout [UInt8]) throws(DrawingError) {
    let top = max(overlay.topLeft.count, overlay.topRight.count)
    let bottom = max(overlay.bottomLeft.count, overlay.bottomRight.count)
    if top > 0 { try writeBand(left: overlay.topLeft, right: overlay.topRight, lines: top, isTop: true, into: &bytes) }
    if bottom > 0 { try writeBand(left: overlay.bottomLeft, right: overlay.bottomRight, lines: bottom, isTop: false, into: &bytes) }
  }

  /// Draws the text on a clear band of its own and lays that over the picture's rows.
  private func writeBand(left: [String], right: [String], lines: Int, isTop: Bool, into bytes: inout [UInt8]) throws(DrawingError) {
    let margin = lineHeight * 0.5
    let bandHeight = min(image.height, Int((Double(lines) * lineHeight * 1.3 + 2 * margin).rounded(.up)))
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(image.width), Int32(bandHeight)) else { throw .failed }
    defer { cairo_surface_destroy(surface) }
    let canvas = try Canvas(surface: surface, unitsPerMillimetre: 1)
    let width = Double(image.width) / 2 - margin * 1.5
    for (texts, x, alignment) in [(left, margin, TextStyle.Alignment.left), (right, Double(image.width) / 2 + margin * 0.5, .right)] {
      let first = isTop ? 0 : lines - texts.count
      for (index, text) in texts.enumerated() {
        let style = TextStyle(sizeMillimetres: lineHeight, colour: .white, alignment: alignment)
        let block = try canvas.text(PrintableText.line(text), style, width: width, maximumLines: 1)
        block.drawEdged(x: x, y: margin + Double(first + index) * lineHeight * 1.3, edge: lineHeight * 0.16)
      }
    }
    try canvas.finish()
    cairo_surface_flush(surface)
    guard let band = cairo_image_surface_get_data(surface) else { throw .failed }
    let firstRow = isTop ? 0 : image.height - bandHeight
    blend(band, stride: Int(cairo_image_surface_get_stride(surface)), rows: firstRow..<firstRow + bandHeight, into: &bytes)
  }

  /// Cairo's ARGB32 is premultiplied; on little-endian machines its bytes are blue, green, red, alpha.
  private func blend(_ band: UnsafeMutablePointer<UInt8>, stride: Int, rows: Range<Int>, into bytes: inout [UInt8]) {
    let channels = image.pixels.rawValue
    for row in rows {
      let source = band + (row - rows.lowerBound) * stride
      for column in 0..<image.width where source[column * 4 + 3] > 0 {
        let rest = 255 - Int(source[column * 4 + 3])
        for channel in 0..<channels {
          let place = (row * image.width + column) * channels + channel
          let over = Int(source[column * 4 + (channels == 1 ? 1 : 2 - channel)])
          bytes[place] = UInt8(min(255, over + (Int(bytes[place]) * rest + 127) / 255))
        }
      }
    }
  }
}
