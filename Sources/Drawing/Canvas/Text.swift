import CCairo

/// How text looks. Sizes are the font's em in millimetres.
struct TextStyle: Sendable {
  enum Alignment: Sendable { case left, centre, right }
  var sizeMillimetres: Double
  var colour: Colour = .ink
  var alignment: Alignment = .left
  /// Baseline distance as a multiple of the font's own.
  var lineSpacing: Float = 1

  func coloured(_ colour: Colour) -> TextStyle {
    var copy = self
    copy.colour = colour
    return copy
  }

  func aligned(_ alignment: Alignment) -> TextStyle {
    var copy = self
    copy.alignment = alignment
    return copy
  }
}

/// Text set in lines, measured, ready to be drawn. The text is never read as markup.
final class TextBlock {
  let width: Double
  let height: Double
  /// From a line's top to its baseline.
  let ascent: Double
  /// Distance of each line from the next; for the last as for the one before.
  let lineHeights: [Double]
  private let layout: OpaquePointer
  private let colour: Colour
  private let canvas: Canvas

  /// - Parameters:
  ///   - text: already made printable.
  ///   - width: lines are broken at this width; `nil` keeps each paragraph on one line.
  ///   - maximumLines: more text than fits is cut with an ellipsis.
  init?(_ text: String, style: TextStyle, width: Double?, maximumLines: Int?, canvas: Canvas) {
    guard let layout = pango_layout_new(canvas.pango) else { return nil }
    let description = Typeface.describe(sizeMillimetres: style.sizeMillimetres)
    pango_layout_set_font_description(layout, description)
    pango_font_description_free(description)
    pango_layout_set_auto_dir(layout, 0)
    pango_layout_set_line_spacing(layout, style.lineSpacing)
    switch style.alignment {
    case .left: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
    case .centre: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
    case .right: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
    }
    if let width {
      pango_layout_set_width(layout, Self.units(width))
      pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
    }
    if let maximumLines {
      pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
      pango_layout_set_height(layout, -Int32(clamping: maximumLines))
    }
    var utf8 = Array(text.utf8).map { CChar(bitPattern: $0) }
    pango_layout_set_text(layout, &utf8, Int32(clamping: utf8.count))
    var logical = PangoRectangle()
    pango_layout_get_extents(layout, nil, &logical)
    self.width = Self.millimetres(logical.width)
    self.height = Self.millimetres(logical.height)
    let baselines = Self.baselines(of: layout)
    let steps = zip(baselines.dropFirst(), baselines).map { $0 - $1 }
    self.ascent = baselines.first ?? 0
    self.lineHeights = steps + [steps.last ?? Self.millimetres(logical.height)]
    self.layout = layout
    self.colour = style.colour
    self.canvas = canvas
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

  /// Draws the whole block with its top-left corner at (x, y).
  func draw(x: Double, y: Double) {
    canvas.setColour(colour)
    cairo_move_to(canvas.cairo, x, y)
    pango_cairo_show_layout(canvas.cairo, layout)
  }

  /// Draws the block over a dark edge of the given width.
  func drawEdged(x: Double, y: Double, edge: Double) {
    cairo_move_to(canvas.cairo, x, y)
    pango_cairo_layout_path(canvas.cairo, layout)
    canvas.setColour(Colour(0x000000, alpha: 0.85))
    cairo_set_line_width(canvas.cairo, edge)
    cairo_set_line_join(canvas.cairo, CAIRO_LINE_JOIN_ROUND)
    cairo_stroke(canvas.cairo)
    draw(x: x, y: y)
  }

  /// Draws one line with its baseline at `y`; alignment within the block's width is the caller's.
  func drawLine(_ index: Int, x: Double, baseline y: Double) {
    guard let line = pango_layout_get_line_readonly(layout, Int32(clamping: index)) else { return }
    canvas.setColour(colour)
    cairo_move_to(canvas.cairo, x, y)
    pango_cairo_show_layout_line(canvas.cairo, line)
  }

  private static func baselines(of layout: OpaquePointer) -> [Double] {
    guard let iterator = pango_layout_get_iter(layout) else { return [] }
    defer { pango_layout_iter_free(iterator) }
    var baselines: [Double] = []
    repeat { baselines.append(millimetres(pango_layout_iter_get_baseline(iterator))) } while pango_layout_iter_next_line(iterator) != 0
    return baselines
  }

  private static func units(_ millimetres: Double) -> Int32 { Int32(max(0, min(millimetres, 10_000)) * Double(PANGO_SCALE)) }
  private static func millimetres(_ units: Int32) -> Double { Double(units) / Double(PANGO_SCALE) }
}

extension Canvas {
  func text(_ text: String, _ style: TextStyle, width: Double? = nil, maximumLines: Int? = nil) throws(DrawingError) -> TextBlock {
    guard let block = TextBlock(text, style: style, width: width, maximumLines: maximumLines, canvas: self) else { throw .failed }
    return block
  }

  /// Draws one line of outside text, cut with an ellipsis where it is wider than `area`; `area.y` is its top.
  /// - Returns: the width it took.
  @discardableResult
  func writeLine(_ outside: String, _ style: TextStyle, in area: Area) throws(DrawingError) -> Double {
    let block = try text(PrintableText.line(outside), style, width: area.width, maximumLines: 1)
    block.draw(x: area.x, y: area.y)
    return block.width
  }
}
