import CCairo

/// A drawing surface measured in millimetres from its top-left corner; one drawing serves PNG, SVG and PDF.
/// Used by one thread at a time.
final class Canvas {
  let cairo: OpaquePointer
  let pango: OpaquePointer

  /// - Parameters:
  ///   - surface: a Cairo surface; the canvas takes its own reference.
  ///   - unitsPerMillimetre: how many surface units make one millimetre.
  init(surface: OpaquePointer, unitsPerMillimetre: Double) throws(DrawingError) {
    guard let cairo = cairo_create(surface), cairo_status(cairo) == CAIRO_STATUS_SUCCESS else { throw .failed }
    cairo_scale(cairo, unitsPerMillimetre, unitsPerMillimetre)
    guard let pango = Typeface.makeContext(for: cairo) else {
      cairo_destroy(cairo)
      throw .failed
    }
    self.cairo = cairo
    self.pango = pango
  }

  deinit {
    g_object_unref(UnsafeMutableRawPointer(pango))
    cairo_destroy(cairo)
  }

  func finish() throws(DrawingError) {
    guard cairo_status(cairo) == CAIRO_STATUS_SUCCESS else { throw .failed }
  }

  func showPage() { cairo_show_page(cairo) }

  func setColour(_ colour: Colour) { cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, colour.alpha) }

  func fill(_ area: Area, _ colour: Colour) {
    setColour(colour)
    cairo_rectangle(cairo, area.x, area.y, area.width, area.height)
    cairo_fill(cairo)
  }

  func outline(_ area: Area, _ colour: Colour, width: Double) {
    setColour(colour)
    cairo_set_line_width(cairo, width)
    cairo_rectangle(cairo, area.x, area.y, area.width, area.height)
    cairo_stroke(cairo)
  }

  func fillRounded(_ area: Area, radius: Double, _ colour: Colour) {
    setColour(colour)
    cairo_new_sub_path(cairo)
    cairo_arc(cairo, area.right - radius, area.y + radius, radius, -.pi / 2, 0)
    cairo_arc(cairo, area.right - radius, area.bottom - radius, radius, 0, .pi / 2)
    cairo_arc(cairo, area.x + radius, area.bottom - radius, radius, .pi / 2, .pi)
    cairo_arc(cairo, area.x + radius, area.y + radius, radius, .pi, 1.5 * .pi)
    cairo_close_path(cairo)
    cairo_fill(cairo)
  }

  func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ colour: Colour, width: Double) {
    setColour(colour)
    cairo_set_line_width(cairo, width)
    cairo_move_to(cairo, start.x, start.y)
    cairo_line_to(cairo, end.x, end.y)
    cairo_stroke(cairo)
  }

  /// Draws inside `area` only.
  func clipped(to area: Area, _ draw: () -> Void) {
    cairo_save(cairo)
    cairo_rectangle(cairo, area.x, area.y, area.width, area.height)
    cairo_clip(cairo)
    draw()
    cairo_restore(cairo)
  }
}

/// A rectangle in millimetres, y downwards.
struct Area: Sendable, Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
  var right: Double { x + width }
  var bottom: Double { y + height }
}
