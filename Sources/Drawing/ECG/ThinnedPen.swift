import CCairo

/// A pen that leaves out points which lie on the straight line between their neighbours, as nearly as no print-out shows: every point left out
/// lies within `toleranceMillimetres` of the line drawn, above or below. x must rise.
struct ThinnedPen {
  /// Less than a dot at 600 dots per inch, an eighth of the line's width.
  static let toleranceMillimetres = 0.03

  private let cairo: OpaquePointer
  private var start = (x: 0.0, y: 0.0)
  /// The last point seen, not yet drawn.
  private var last = (x: 0.0, y: 0.0)
  /// Slopes from `start` that pass within the tolerance of every point since.
  private var slopes = (low: -Double.infinity, high: Double.infinity)
  private var isDown = false

  init(_ cairo: OpaquePointer) { self.cairo = cairo }

  /// Draws to the point, or begins there.
  mutating func draw(x: Double, y: Double) {
    guard isDown else { return begin(x: x, y: y) }
    let run = x - start.x
    guard run > 0 else { return turn(to: (x, y)) }
    let slope = (y - start.y) / run
    guard slopes.low <= slope, slope <= slopes.high else { return turn(to: (x, y)) }
    narrow(run: run, rise: y - start.y)
    last = (x, y)
  }

  /// Draws what is left; the next point begins anew.
  mutating func lift() {
    guard isDown else { return }
    cairo_line_to(cairo, last.x, last.y)
    isDown = false
  }

  private mutating func begin(x: Double, y: Double) {
    cairo_move_to(cairo, x, y)
    // A sample alone between gaps is a dot: `lift` draws to it once more.
    (start, last, slopes, isDown) = ((x, y), (x, y), (-.infinity, .infinity), true)
  }

  /// The last point is a corner: the line goes there and on.
  private mutating func turn(to point: (x: Double, y: Double)) {
    cairo_line_to(cairo, last.x, last.y)
    (start, slopes) = (last, (-.infinity, .infinity))
    if point.x > start.x { narrow(run: point.x - start.x, rise: point.y - start.y) }
    last = point
  }

  private mutating func narrow(run: Double, rise: Double) {
    slopes.low = max(slopes.low, (rise - Self.toleranceMillimetres) / run)
    slopes.high = min(slopes.high, (rise + Self.toleranceMillimetres) / run)
  }
}
