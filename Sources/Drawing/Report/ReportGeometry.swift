/// Where things lie on the text pages of a report, millimetres from the top-left corner of A4 upright.
enum ReportGeometry {
  static let page = PageSize.a4Portrait
  static let left = 20.0
  static let width = page.width - 2 * left
  static let right = left + width
  static let top = 16.0
  /// Text ends here; under it are the rule and the footer.
  static let bottom = 276.0
  static let footerY = 279.5
  static let signatureHeight = 20.0
  static let signatureGap = 8.0
  static let largestPictureHeight = 80.0

  static let institution = TextStyle(sizeMillimetres: 4.6, alignment: .centre)
  static let title = TextStyle(sizeMillimetres: 6.6, alignment: .centre)
  static let titleEnglish = TextStyle(sizeMillimetres: 3.5, colour: .label, alignment: .centre)
  static let heading = TextStyle(sizeMillimetres: 4.1, colour: .heading)
  static let body = TextStyle(sizeMillimetres: 3.7, lineSpacing: 1.18)
  static let label = TextStyle(sizeMillimetres: 3.1, colour: .label)
  static let value = TextStyle(sizeMillimetres: 3.5)
  static let small = TextStyle(sizeMillimetres: 2.8, colour: .label)
}
