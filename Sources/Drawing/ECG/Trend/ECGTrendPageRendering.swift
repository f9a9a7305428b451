import CCairo

extension ECGTrendPage {
  private static let left = ECGGeometry.grid.x + 24
  private static let right = ECGGeometry.grid.right
  private static let top = ECGGeometry.grid.y + 4
  private static let bottom = ECGGeometry.grid.bottom - 2
  private static let countsHeight = 15.0
  private static let spansHeight = 6.0
  private static let label = TextStyle(sizeMillimetres: 2.5)
  private static let number = TextStyle(sizeMillimetres: 2.3, colour: .label)

  private func x(_ seconds: Double) -> Double {
    Self.left + min(max(seconds / durationSeconds, 0), 1) * (Self.right - Self.left)
  }

  func draw(on canvas: Canvas) throws(DrawingError) {
    try ECGPageHeader(page: texts).draw(on: canvas)
    let below = Double(counts.count) * Self.countsHeight + Double(spans.count) * Self.spansHeight + 6
    let rates = Area(x: Self.left, y: Self.top, width: Self.right - Self.left, height: max(30, Self.bottom - Self.top - below))
    try drawHourLines(over: Area(x: rates.x, y: rates.y, width: rates.width, height: Self.bottom - rates.y - 4), on: canvas)
    try drawRates(in: rates, on: canvas)
    var y = rates.bottom + 2
    for row in counts {
      try draw(row, in: Area(x: Self.left, y: y, width: rates.width, height: Self.countsHeight - 2), on: canvas)
      y += Self.countsHeight
    }
    for row in spans {
      try draw(row, in: Area(x: Self.left, y: y, width: rates.width, height: Self.spansHeight - 2), on: canvas)
      y += Self.spansHeight
    }
    try drawPlaces(top: rates.y, on: canvas)
    try ECGFooter(settings: [texts.filters], middle: "", end: texts.footer).draw(on: canvas)
  }

  /// Lines at whole hours (minutes of a short recording), by the clock where it is known.
  private func drawHourLines(over area: Area, on canvas: Canvas) throws(DrawingError) {
    let step = stepSeconds
    let start = startOfDaySeconds ?? 0
    var moment = (start / step).rounded(.up) * step
    while moment - start <= durationSeconds {
      let place = x(moment - start)
      canvas.line(from: (place, area.y), to: (place, area.bottom), .gridMajor, width: 0.15)
      let words = try canvas.text(Self.clock(moment, isOfDay: startOfDaySeconds != nil), Self.number)
      words.draw(x: min(place - words.width / 2, Self.right - words.width), y: area.bottom + 0.6)
      moment += step
    }
    canvas.outline(area, .rule, width: 0.15)
  }

  /// At most two dozen lines.
  private var stepSeconds: Double {
    let steps: [Double] = [60, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]
    return steps.first { durationSeconds / $0 <= 25 } ?? durationSeconds / 20
  }

  private static func clock(_ seconds: Double, isOfDay: Bool) -> String {
    let minutes = Int(min(max(seconds, 0), 1e9) / 60)
    let hours = isOfDay ? minutes / 60 % 24 : minutes / 60
    return "\(hours):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
  }

  /// The band from the slowest to the fastest of each hour, its mean, and the rate of each minute.
  private func drawRates(in area: Area, on canvas: Canvas) throws(DrawingError) {
    let highest = (hours.compactMap(\.fastestPerMinute) + ratesOfMinutes.compactMap { $0 }).filter(\.isFinite).max() ?? 100
    let scale = min(max(120, (highest / 20).rounded(.up) * 20), 400)
    func y(_ rate: Double) -> Double { area.bottom - min(max(rate, 0), scale) / scale * area.height }
    for rate in stride(from: 0, through: scale, by: scale > 200 ? 50 : 20) {
      canvas.line(from: (area.x, y(rate)), to: (area.right, y(rate)), rate == 60 || rate == 100 ? .gridMajor : .gridMinor, width: 0.15)
      let words = try canvas.text("\(Int(rate))", Self.number)
      words.draw(x: area.x - words.width - 1, y: y(rate) - words.height / 2)
    }
    try canvas.writeLine("心率 HR /min", Self.label, in: Area(x: ECGGeometry.grid.x, y: area.y, width: 16, height: 4))
    for hour in hours {
      let (from, to) = (x(hour.seconds.lowerBound), x(hour.seconds.upperBound))
      if let slowest = hour.slowestPerMinute, let fastest = hour.fastestPerMinute, slowest.isFinite, fastest.isFinite {
        canvas.fill(Area(x: from, y: y(fastest), width: to - from, height: max(0.2, y(slowest) - y(fastest))), Colour(0x0072B2, alpha: 0.14))
      }
      if let mean = hour.meanPerMinute, mean.isFinite { canvas.line(from: (from, y(mean)), to: (to, y(mean)), Colour(0x0072B2), width: 0.35) }
    }
    drawMinutes(y, on: canvas)
  }

  private func drawMinutes(_ y: (Double) -> Double, on canvas: Canvas) {
    canvas.setColour(.trace)
    cairo_set_line_width(canvas.cairo, 0.15)
    var isPenDown = false
    for (minute, rate) in ratesOfMinutes.enumerated() {
      guard let rate, rate.isFinite else {
        isPenDown = false
        continue
      }
      let place = x((Double(minute) + 0.5) * 60)
      if isPenDown { cairo_line_to(canvas.cairo, place, y(rate)) } else { cairo_move_to(canvas.cairo, place, y(rate)) }
      isPenDown = true
    }
    cairo_stroke(canvas.cairo)
  }

  private func draw(_ row: Counts, in area: Area, on canvas: Canvas) throws(DrawingError) {
    let highest = max(1, row.values.max() ?? 0)
    canvas.line(from: (area.x, area.bottom), to: (area.right, area.bottom), .rule, width: 0.15)
    for (hour, value) in zip(hours, row.values) where value > 0 {
      let (from, to) = (x(hour.seconds.lowerBound) + 0.3, x(hour.seconds.upperBound) - 0.3)
      let height = min(1, value / highest) * area.height
      canvas.fill(Area(x: from, y: area.bottom - height, width: max(0.3, to - from), height: height), row.tone.colour)
    }
    try writeName(row.name, in: area, on: canvas)
    let words = try canvas.text("\(Int(highest))", Self.number)
    words.draw(x: area.x - words.width - 1, y: area.y - 0.5)
  }

  private func draw(_ row: Spans, in area: Area, on canvas: Canvas) throws(DrawingError) {
    canvas.line(from: (area.x, area.bottom), to: (area.right, area.bottom), .gridMinor, width: 0.15)
    for span in row.seconds {
      let from = x(span.lowerBound)
      canvas.fill(Area(x: from, y: area.y, width: max(0.35, x(span.upperBound) - from), height: area.height), row.tone.colour)
    }
    try writeName(row.name, in: area, on: canvas)
  }

  private func writeName(_ name: BilingualLine, in area: Area, on canvas: Canvas) throws(DrawingError) {
    let place = Area(x: ECGGeometry.grid.x, y: area.y + (area.height > 8 ? 1 : -0.4), width: 23, height: 4)
    try canvas.writeLine(name.chinese + " " + name.english, Self.label, in: place)
  }

  /// Numbered as in the list of what to look at.
  private func drawPlaces(top: Double, on canvas: Canvas) throws(DrawingError) {
    for (index, seconds) in placesSeconds.enumerated() {
      let place = x(seconds)
      canvas.line(from: (place, top - 1.5), to: (place, top + 3), Colour(0xC2185B), width: 0.3)
      let words = try canvas.text("\(index + 1)", TextStyle(sizeMillimetres: 2.2, colour: Colour(0x9C1049)))
      words.draw(x: place - words.width / 2, y: top - 4.2 + Double(index % 2) * -0.1)
    }
  }
}
