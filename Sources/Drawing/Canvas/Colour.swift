/// An opaque or translucent sRGB colour.
struct Colour: Sendable, Equatable {
  var red: Double
  var green: Double
  var blue: Double
  var alpha: Double = 1

  /// From `0xRRGGBB`.
  init(_ hex: UInt32, alpha: Double = 1) {
    red = Double((hex >> 16) & 0xFF) / 255
    green = Double((hex >> 8) & 0xFF) / 255
    blue = Double(hex & 0xFF) / 255
    self.alpha = alpha
  }

  static let white = Colour(0xFFFFFF)
  static let ink = Colour(0x16191D)
  static let label = Colour(0x6B7480)
  static let rule = Colour(0xB9C0C8)
  static let heading = Colour(0x1F4E79)
  static let gridMinor = Colour(0xF9DDDC)
  static let gridMajor = Colour(0xEFAFAE)
  static let trace = Colour(0x0B0D10)
}
