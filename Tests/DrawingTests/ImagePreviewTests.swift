import Testing

@testable import Drawing

@Suite("Image previews")
struct ImagePreviewTests {
  private func image(_ pixels: RasterImage.Pixels, width: Int = 97, height: Int = 120) throws -> RasterImage {
    let bytes = (0..<width * height * pixels.rawValue).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 5)) }
    return try RasterImage(width: width, height: height, pixels: pixels, bytes: bytes)
  }

  @Test("every pixel comes back", arguments: [RasterImage.Pixels.gray8, .rgb8])
  func lossless(_ pixels: RasterImage.Pixels) throws {
    let image = try image(pixels)
    let reader = try #require(PixelReader(png: try ImagePreview(image: image).renderPNG()))
    #expect(reader.width == image.width && reader.height == image.height)
    for y in 0..<image.height {
      for x in 0..<image.width {
        let place = (y * image.width + x) * pixels.rawValue
        let expected = pixels == .gray8 ? Array(repeating: image.bytes[place], count: 3) : Array(image.bytes[place..<place + 3])
        #expect(reader[x, y] == expected)
      }
    }
  }

  @Test("corner text is laid over its own rows only")
  func overlay() throws {
    let image = try RasterImage(width: 256, height: 256, pixels: .gray8, bytes: [UInt8](repeating: 128, count: 65_536))
    let overlay = ImagePreview.Overlay(topLeft: ["王小东"], bottomRight: ["W 400 L 40", "\u{1b}[31m"])
    let reader = try #require(PixelReader(png: try ImagePreview(image: image, overlay: overlay).renderPNG()))
    func isTouched(_ x: Range<Int>, _ y: Range<Int>) -> Bool { y.contains { y in x.contains { reader[$0, y][0] != 128 } } }
    #expect(isTouched(0..<100, 0..<20))
    #expect(!isTouched(140..<256, 0..<20))
    #expect(!isTouched(0..<256, 60..<190))
    #expect(isTouched(140..<256, 230..<256))
    #expect(!isTouched(0..<100, 200..<256))
  }

  @Test("sizes that do not fit the bytes are refused")
  func sizes() {
    #expect(throws: DrawingError.badInput) { try RasterImage(width: 2, height: 2, pixels: .gray8, bytes: [1, 2, 3]) }
    #expect(throws: DrawingError.badInput) { try RasterImage(width: 0, height: 2, pixels: .gray8, bytes: []) }
    #expect(throws: DrawingError.badInput) { try RasterImage(width: -1, height: -1, pixels: .gray8, bytes: [1]) }
    #expect(throws: DrawingError.tooLarge) { try RasterImage(width: 65_535, height: 65_535, pixels: .gray8, bytes: []) }
  }

  @Test("one pixel, with more text than room")
  func tiny() throws {
    let image = try RasterImage(width: 1, height: 1, pixels: .rgb8, bytes: [1, 2, 3])
    let overlay = ImagePreview.Overlay(topLeft: Array(repeating: "text", count: 50))
    #expect(PixelReader(png: try ImagePreview(image: image, overlay: overlay).renderPNG()) != nil)
  }
}
