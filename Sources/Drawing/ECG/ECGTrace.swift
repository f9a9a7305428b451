import CCairo

/// One lead's ink: samples to a line on paper.
struct ECGTrace {
  static let lineWidth = 0.24
  /// Of four or more samples within this the lowest and the highest are drawn: less than half the line's width, so the ink hides the others.
  static let finestMillimetres = 0.1
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
    let stretch = max(1, Int(min(Self.finestMillimetres / millimetresPerSample, 1e6)))
    var pen = ThinnedPen(canvas.cairo)
    var index = samplesMicrovolts.startIndex
    func draw(_ picked: Int) {
      let value = samplesMicrovolts[picked]
      guard value.isFinite else { return pen.lift() }
      let rise = Double(value - zero) * millimetresPerMicrovolt
      let y = baseline - min(max(rise, -Self.farthestMillimetres), Self.farthestMillimetres)
      pen.draw(x: x + Double(picked - samplesMicrovolts.startIndex) * millimetresPerSample, y: y)
    }
    while index < samplesMicrovolts.endIndex {
      let end = min(index + stretch, samplesMicrovolts.endIndex)
      if stretch < 4 {
        for picked in index..<end { draw(picked) }
      } else {
        // The ends of the trace are where they are.
        if index == samplesMicrovolts.startIndex { draw(index) }
        for picked in Self.shapeKeeping(samplesMicrovolts[index..<end]) { draw(picked) }
        if end == samplesMicrovolts.endIndex { draw(end - 1) }
      }
      index = end
    }
    pen.lift()
    cairo_stroke(canvas.cairo)
  }

  /// Indices of the lowest and the highest sample, in order; all of them where there is a gap.
  private static func shapeKeeping(_ stretch: ArraySlice<Float>) -> [Int] {
    var lowest = stretch.startIndex
    var highest = stretch.startIndex
    for index in stretch.indices {
      guard stretch[index].isFinite else { return Array(stretch.indices) }
      if stretch[index] < stretch[lowest] { lowest = index }
      if stretch[index] > stretch[highest] { highest = index }
    }
    return lowest == highest ? [lowest] : [min(lowest, highest), max(lowest, highest)]
  }
}
