import CCairo

/// One lead's ink: samples to a line on paper.
struct ECGTrace {
  static let lineWidth = 0.24
  /// Samples closer together than this are thinned to the first, lowest, highest and last of each such stretch.
  static let finestMillimetres = 0.04
  /// Beyond this from the zero line a trace is off the paper whatever the row.
  static let farthestMillimetres = 300.0

  var samplesMicrovolts: ArraySlice<Float>
  var millimetresPerSample: Double
  var millimetresPerMicrovolt: Double

  /// The level drawn on the row's zero line: the median, so that a constant offset does not push the trace off its row.
  /// `nil` when there is nothing to draw.
  var zeroLevel: Float? {
    var values = samplesMicrovolts.filter(\.isFinite)
    guard !values.isEmpty else { return nil }
    values.sort()
    return values[values.count / 2]
  }

  /// Draws from `x` with the level `zero` at `baseline`; not-a-number samples leave a gap.
  func draw(x: Double, baseline: Double, zero: Float, colour: Colour = .trace, on canvas: Canvas) {
    canvas.setColour(colour)
    cairo_set_line_width(canvas.cairo, Self.lineWidth)
    cairo_set_line_join(canvas.cairo, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(canvas.cairo, CAIRO_LINE_CAP_ROUND)
    let stretch = max(1, Int(Self.finestMillimetres / millimetresPerSample))
    var pen = ThinnedPen(canvas.cairo)
    var index = samplesMicrovolts.startIndex
    while index < samplesMicrovolts.endIndex {
      let end = min(index + stretch, samplesMicrovolts.endIndex)
      for picked in stretch < 4 ? Array(index..<end) : Self.shapeKeeping(samplesMicrovolts[index..<end]) {
        let value = samplesMicrovolts[picked]
        guard value.isFinite else {
          pen.lift()
          continue
        }
        let rise = Double(value - zero) * millimetresPerMicrovolt
        let y = baseline - min(max(rise, -Self.farthestMillimetres), Self.farthestMillimetres)
        pen.draw(x: x + Double(picked - samplesMicrovolts.startIndex) * millimetresPerSample, y: y)
      }
      index = end
    }
    pen.lift()
    cairo_stroke(canvas.cairo)
  }

  /// Indices of the first, lowest, highest and last sample, in order; of the first gap too.
  private static func shapeKeeping(_ stretch: ArraySlice<Float>) -> [Int] {
    var lowest = stretch.startIndex
    var highest = stretch.startIndex
    var gap: Int?
    for index in stretch.indices {
      if stretch[index].isNaN { gap = gap ?? index }
      if stretch[index] < stretch[lowest] || stretch[lowest].isNaN { lowest = index }
      if stretch[index] > stretch[highest] || stretch[highest].isNaN { highest = index }
    }
    return Set([stretch.startIndex, lowest, highest, stretch.endIndex - 1] + (gap.map { [$0] } ?? [])).sorted()
  }
}
