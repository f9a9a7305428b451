/// Letter and colour of each piece of evidence on a page, the same on traces and in the legend.
enum EvidenceInk {
  /// Told apart by every kind of colour sight (Okabe and Ito, 2008), darkened where they carry letters.
  private static let palette: [UInt32] = [0x0072B2, 0xC04A00, 0x00785A, 0xA8437F, 0x7A6000, 0x2A7FA8]

  static func colour(_ index: Int, alpha: Double = 1) -> Colour { Colour(palette[index % palette.count], alpha: alpha) }

  /// A, B … Z, then numbers.
  static func letter(_ index: Int) -> String {
    guard index < 26, let scalar = UnicodeScalar(65 + UInt32(index)) else { return "\(index + 1)" }
    return String(Character(scalar))
  }
}

extension Canvas {
  /// The evidence's letter in white on its colour.
  /// - Returns: the width it took.
  @discardableResult
  func writeChip(_ index: Int, x: Double, y: Double) throws(DrawingError) -> Double {
    let letter = try text(EvidenceInk.letter(index), TextStyle(sizeMillimetres: 2.3, colour: .white))
    let width = max(2.9, letter.width + 1.2)
    fillRounded(Area(x: x, y: y, width: width, height: 2.9), radius: 0.6, EvidenceInk.colour(index))
    letter.draw(x: x + (width - letter.width) / 2, y: y + (2.9 - letter.height) / 2)
    return width
  }
}

/// Where a stretch of a lead lies on paper: seconds to millimetres, microvolts to millimetres.
struct EvidenceFrame {
  let area: Area
  /// Time at the left edge.
  let startSeconds: Double
  let millimetresPerSecond: Double
  let baseline: Double
  /// Level that lies on the baseline.
  let zeroMicrovolts: Double
  let millimetresPerMicrovolt: Double

  func x(_ seconds: Double) -> Double { area.x + (min(max(seconds, -1e6), 1e6) - startSeconds) * millimetresPerSecond }

  func y(_ microvolts: Double) -> Double {
    let rise = (microvolts - zeroMicrovolts) * millimetresPerMicrovolt
    return baseline - min(max(rise, -ECGTrace.farthestMillimetres), ECGTrace.farthestMillimetres)
  }

  func holds(_ mark: ECGPageMark) -> Bool { x(mark.seconds.upperBound) >= area.x && x(mark.seconds.lowerBound) <= area.right }
}

extension EvidenceFrame {
  /// Intervals and levels of one lead, over the trace; beats are drawn under it.
  func draw(_ mark: ECGPageMark, evidence index: Int, barY: Double, on canvas: Canvas) throws(DrawingError) {
    let colour = EvidenceInk.colour(index)
    switch mark.kind {
    case .beat: break
    case .interval:
      let (left, right) = (max(area.x, x(mark.seconds.lowerBound)), min(area.right, x(mark.seconds.upperBound)))
      canvas.line(from: (left, barY), to: (right, barY), colour, width: 0.35)
      for end in [left, right] { canvas.line(from: (end, barY - 1.6), to: (end, barY + 0.8), colour, width: 0.25) }
      guard !mark.label.isEmpty else { return }
      let label = try canvas.text(PrintableText.line(mark.label), TextStyle(sizeMillimetres: 2, colour: colour))
      // A label wider than its bar would hide the trace beside it.
      guard right - left > 0.6 * label.width else { return }
      label.draw(x: min(max(area.x, (left + right - label.width) / 2), area.right - label.width), y: barY + 0.3)
    case .level(let at, let rest, let level):
      let (restY, levelY, place) = (y(rest), y(level), x(at))
      canvas.line(from: (x(mark.seconds.lowerBound), restY), to: (x(mark.seconds.upperBound), restY), colour, width: 0.15)
      canvas.line(from: (place, restY), to: (place, levelY), colour, width: 0.3)
      canvas.line(from: (place - 1.1, levelY), to: (place + 1.1, levelY), colour, width: 0.55)
      guard !mark.label.isEmpty else { return }
      let label = try canvas.text(PrintableText.line(mark.label), TextStyle(sizeMillimetres: 2, colour: colour))
      let step = Double(index % 3) * 2.2
      label.draw(x: place + 1.4, y: levelY < restY ? levelY - 2.6 - step : levelY + 0.2 + step)
    }
  }
}
