/// Bounds on what is drawn, so that no input costs more than a page is worth.
enum DrawingLimits {
  /// One-line texts (names, values, labels) are cut after this many Unicode scalars, with an ellipsis.
  static let lineScalars = 200
  /// A paragraph of a report is cut into no more than this; a longer one is refused, never shortened.
  static let paragraphScalars = 20_000
  /// All paragraphs of one report together.
  static let reportScalars = 100_000
  static let leads = 64
  static let statements = 100
  static let labelledTexts = 64
  static let blocks = 500
  /// Marks, and spans, of one strip of a sheet.
  static let stripMarks = 2_000
  static let reportPages = 60
  static let sheetPages = 6
  /// Two weeks.
  static let trendHours = 14 * 24
  /// Rows of counts and of spans under the rates, and stretches of one row.
  static let trendRows = 8
  static let trendSpans = 20_000
  static let pixels = 64 * 1024 * 1024
  static let dotsPerInch = 36.0...600.0
}
