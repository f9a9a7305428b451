import CCairo

extension Canvas {
  /// Draws a picture scaled into `area`.
  func draw(_ image: RasterImage, in area: Area) throws(DrawingError) {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(image.width), Int32(image.height)) else { throw .failed }
    defer { cairo_surface_destroy(surface) }
    cairo_surface_flush(surface)
    guard let pixels = cairo_image_surface_get_data(surface) else { throw .failed }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let channels = image.pixels.rawValue
    image.bytes.withUnsafeBufferPointer { bytes in
      for row in 0..<image.height {
        let target = pixels + row * stride
        for column in 0..<image.width {
          let place = (row * image.width + column) * channels
          target[column * 4] = bytes[place + channels - 1]
          target[column * 4 + 1] = bytes[place + channels / 2]
          target[column * 4 + 2] = bytes[place]
        }
      }
    }
    cairo_surface_mark_dirty(surface)
    cairo_save(cairo)
    cairo_translate(cairo, area.x, area.y)
    cairo_scale(cairo, area.width / Double(image.width), area.height / Double(image.height))
    cairo_set_source_surface(cairo, surface, 0, 0)
    cairo_paint(cairo)
    cairo_restore(cairo)
  }
}
