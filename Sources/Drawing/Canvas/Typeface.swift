import CCairo

/// The one typeface of all pages: WenQuanYi Micro Hei has Chinese and Latin in one design and is part of Debian.
package enum Typeface {
  package static let family = "WenQuanYi Micro Hei"

  /// Whether the typeface is installed; without it Chinese may come out as empty boxes. For a check at start.
  package static func isInstalled() -> Bool {
    guard let map = pango_cairo_font_map_get_default() else { return false }
    var families: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
    var count: Int32 = 0
    withUnsafeMutablePointer(to: &families) { pointer in
      pango_font_map_list_families(map, UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: FamilyList.self), &count)
    }
    defer { g_free(families) }
    guard let families else { return false }
    return (0..<Int(count)).contains { index in
      guard let name = pango_font_family_get_name(families[index]) else { return false }
      return String(cString: name) == family
    }
  }

  /// For a check before the first page: a missing font is better said than seen.
  package static func require() throws(DrawingError) {
    guard isInstalled() else { throw .fontMissing }
  }

  private typealias FamilyList = UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?

  /// A text context for `cairo`. Pango's default font map belongs to the calling thread, so threads share nothing.
  /// Hinting and rounding are off: they would tie letter widths to the resolution, and all outputs must break lines alike.
  static func makeContext(for cairo: OpaquePointer) -> OpaquePointer? {
    guard let options = cairo_font_options_create() else { return nil }
    defer { cairo_font_options_destroy(options) }
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    guard let context = pango_cairo_create_context(cairo) else { return nil }
    pango_cairo_context_set_font_options(context, options)
    pango_context_set_round_glyph_positions(context, 0)
    pango_context_set_language(context, pango_language_from_string("zh-cn"))
    pango_cairo_update_context(cairo, context)
    return context
  }

  static func describe(sizeMillimetres: Double) -> OpaquePointer? {
    guard let description = pango_font_description_new() else { return nil }
    pango_font_description_set_family(description, family)
    pango_font_description_set_absolute_size(description, sizeMillimetres * Double(PANGO_SCALE))
    return description
  }
}
