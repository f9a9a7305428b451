/// An 8-bit picture, top row first, rows without padding.
package struct RasterImage: Sendable, Equatable {
  package enum Pixels: Int, Sendable {
    case gray8 = 1
    /// Red, green, blue bytes.
    case rgb8 = 3
  }
  package let width: Int
  package let height: Int
  package let pixels: Pixels
  /// `width × height × (1 or 3)` bytes.
  package let bytes: [UInt8]

  package init(width: Int, height: Int, pixels: Pixels, bytes: [UInt8]) throws(DrawingError) {
    guard width > 0, height > 0, width <= 65_535, height <= 65_535 else { throw .badInput }
    guard width * height <= DrawingLimits.pixels else { throw .tooLarge }
    guard bytes.count == width * height * pixels.rawValue else { throw .badInput }
    self.width = width
    self.height = height
    self.pixels = pixels
    self.bytes = bytes
  }
}
