import CCairo

extension StripSheet {
  private static let widthMillimetres = 250.0
  private static let marginMillimetres = 4.0
  private static let headMillimetres = 11.0
  private static let titleMillimetres = 3.4
  /// Between a strip and the next.
  private static let gapMillimetres = 1.6

  /// 8-bit RGB PNG of few colours, 250 mm wide and as high as the strips need; four pixels a millimetre unless stated.
  /// - Throws: `drawing-too-large` for more strips, marks or traces than a page shows, `drawing-bad-input` for sizes or rates that mean nothing.
  package func renderPNG(dotsPerInch: Double = 101.6) throws(DrawingError) -> [UInt8] {
    try check()
    let rows = (strips.count + columns - 1) / columns
    let size = PageSize(width: Self.widthMillimetres, height: Self.headMillimetres + Double(rows) * stripHeightMillimetres + Self.marginMillimetres)
    return try Output.png(size, dotsPerInch: dotsPerInch, isPosterised: true) { canvas throws(DrawingError) in try draw(on: canvas) }
  }

  private func check() throws(DrawingError) {
    guard strips.count <= DrawingLimits.blocks, columns > 0, columns <= 4 else { throw .tooLarge }
    guard (10...100).contains(stripHeightMillimetres) else { throw .badInput }
    for strip in strips {
      guard strip.traces.count <= DrawingLimits.leads, strip.marks.count <= DrawingLimits.stripMarks, strip.spans.count <= DrawingLimits.stripMarks
      else {
        throw .tooLarge
      }
      guard strip.samplingRateHertz.isFinite, strip.samplingRateHertz > 0, strip.marks.allSatisfy({ $0.seconds.isFinite && $0.reach.isFinite }) else {
        throw .badInput
      }
    }
  }

  private func draw(on canvas: Canvas) throws(DrawingError) {
    let inner = Self.widthMillimetres - 2 * Self.marginMillimetres
    let heading = Area(x: Self.marginMillimetres, y: 1.5, width: inner, height: 5)
    try canvas.writeLine(title, TextStyle(sizeMillimetres: 3.8, colour: .heading), in: heading)
    let line = Area(x: Self.marginMillimetres, y: 6.6, width: inner, height: 4)
    try canvas.writeLine(legend, TextStyle(sizeMillimetres: 2.7, colour: .label), in: line)
    let width = (inner - Double(columns - 1) * 3) / Double(columns)
    for (index, strip) in strips.enumerated() {
      let area = Area(
        x: Self.marginMillimetres + Double(index % columns) * (width + 3), y: Self.headMillimetres + Double(index / columns) * stripHeightMillimetres,
        width: width, height: stripHeightMillimetres - Self.gapMillimetres)
      try draw(strip, in: area, on: canvas)
    }
  }

  private func draw(_ strip: Strip, in area: Area, on canvas: Canvas) throws(DrawingError) {
    try canvas.writeLine(strip.title, TextStyle(sizeMillimetres: 2.6), in: Area(x: area.x, y: area.y, width: area.width, height: 4))
    let box = Area(x: area.x, y: area.y + Self.titleMillimetres, width: area.width, height: area.height - Self.titleMillimetres)
    canvas.outline(box, .rule, width: 0.15)
    guard strip.durationSeconds > 0 else { return }
    let scale = box.width / strip.durationSeconds
    canvas.clipped(to: box) {
      drawSeconds(box, scale: scale, duration: strip.durationSeconds, on: canvas)
      for mark in strip.marks where mark.author == .error {
        canvas.fill(Area(x: box.x + mark.seconds * scale - 1.1, y: box.y, width: 2.2, height: box.height), mark.author.colour)
      }
      for span in strip.spans { draw(span, in: box, scale: scale, on: canvas) }
      for (row, trace) in strip.traces.enumerated() {
        let height = box.height / Double(strip.traces.count)
        let area = Area(x: box.x, y: box.y + Double(row) * height, width: box.width, height: height)
        draw(trace, millimetresPerSample: scale / strip.samplingRateHertz, in: area, on: canvas)
      }
      for mark in strip.marks where mark.author != .error { draw(mark, in: box, scale: scale, on: canvas) }
    }
    for (row, trace) in strip.traces.enumerated() {
      let y = box.y + Double(row) * box.height / Double(strip.traces.count) + 0.3
      try canvas.writeLine(trace.name, TextStyle(sizeMillimetres: 2.2, colour: .label), in: Area(x: box.x + 0.6, y: y, width: 20, height: 3))
    }
    try write(strip.marks, in: box, scale: scale, on: canvas)
  }

  /// A line each whole second, or each tenth of a short strip.
  private func drawSeconds(_ box: Area, scale: Double, duration: Double, on canvas: Canvas) {
    let step = duration > 60 ? 60 : duration > 3 ? 1 : 0.1
    for index in 1..<max(2, Int(duration / step) + 1) {
      let x = box.x + Double(index) * step * scale
      canvas.line(from: (x, box.y), to: (x, box.bottom), .gridMinor, width: 0.15)
    }
  }

  private func draw(_ span: Span, in box: Area, scale: Double, on canvas: Canvas) {
    let y = span.author == .reference ? box.y : box.bottom - 1.4
    let left = box.x + span.seconds.lowerBound * scale
    canvas.fill(Area(x: left, y: y, width: (span.seconds.upperBound - span.seconds.lowerBound) * scale, height: 1.4), span.author.colour)
  }

  private func draw(_ mark: Mark, in box: Area, scale: Double, on canvas: Canvas) {
    let x = box.x + mark.seconds * scale
    let length = box.height * min(1, max(0, mark.reach))
    let (start, end) = mark.author == .reference ? (box.y, box.y + length) : (box.bottom, box.bottom - length)
    canvas.line(from: (x, start), to: (x, end), mark.author.colour, width: 0.4)
  }

  /// Labels beside their marks' lines, at their authors' edges; one that would cover another stands a line further in.
  private func write(_ marks: [Mark], in box: Area, scale: Double, on canvas: Canvas) throws(DrawingError) {
    let lineHeight = 2.5
    var ends: [Bool: [Double]] = [true: [], false: []]
    for mark in marks.sorted(by: { $0.seconds < $1.seconds }) where !mark.label.isEmpty {
      let isTop = mark.author == .reference || mark.author == .error
      let style = TextStyle(sizeMillimetres: 2.2, colour: mark.author.textColour)
      let text = try canvas.text(PrintableText.line(mark.label), style, width: nil, maximumLines: nil)
      let x = min(box.x + mark.seconds * scale + 0.5, box.right - text.width)
      var lines = ends[isTop] ?? []
      let line = lines.firstIndex { $0 <= x } ?? lines.count
      if line < lines.count { lines[line] = x + text.width } else { lines.append(x + text.width) }
      ends[isTop] = lines
      guard Double(line + 2) * lineHeight < box.height / 2 else { continue }
      text.draw(x: x, y: isTop ? box.y + 1.7 + Double(line) * lineHeight : box.bottom - 4.6 - Double(line) * lineHeight)
    }
  }

  /// The middle of the range between the hundredth and the ninety-ninth percentile lies in the middle of the row.
  private func draw(_ trace: Trace, millimetresPerSample: Double, in area: Area, on canvas: Canvas) {
    let values = trace.samples.filter(\.isFinite).sorted()
    guard let lowest = values.first, let highest = values.last else { return }
    let (low, high) = (values[values.count / 200], values[values.count - 1 - values.count / 200])
    let reach = max(Double(high - low), 0.5 * Double(highest - lowest), .leastNormalMagnitude)
    let middle = max(min((Double(low) + Double(high)) / 2, Double(highest) - 0.3 * reach), Double(lowest) + 0.3 * reach)
    let scale = 0.78 * area.height / reach
    canvas.setColour(.trace)
    cairo_set_line_width(canvas.cairo, 0.22)
    cairo_set_line_join(canvas.cairo, CAIRO_LINE_JOIN_ROUND)
    var isPenDown = false
    for (index, sample) in trace.samples.enumerated() {
      guard sample.isFinite else {
        isPenDown = false
        continue
      }
      let x = area.x + Double(index) * millimetresPerSample
      let y = area.y + area.height / 2 - (Double(sample) - middle) * scale
      if isPenDown { cairo_line_to(canvas.cairo, x, y) } else { cairo_move_to(canvas.cairo, x, y) }
      isPenDown = true
    }
    cairo_stroke(canvas.cairo)
  }
}

extension StripSheet.Author {
  /// Blue and orange differ for every kind of colour sight.
  fileprivate var colour: Colour {
    switch self {
    case .reference: Colour(0x0072B2)
    case .found: Colour(0xD55E00)
    case .foundElsewhere: Colour(0xE69F00)
    case .error: Colour(0xC2185B, alpha: 0.25)
    }
  }

  fileprivate var textColour: Colour { self == .error ? Colour(0x9C1049) : colour }
}
