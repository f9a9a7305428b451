import CCairo

/// A PNG read back by Cairo, for measuring what was drawn.
struct PixelReader {
  let width: Int
  let height: Int
  private let pixels: [UInt8]
  private let stride: Int

  private final class Source {
    var rest: ArraySlice<UInt8>
    init(_ bytes: [UInt8]) { rest = bytes[...] }
  }

  init?(png: [UInt8]) {
    let source = Source(png)
    let receiver = Unmanaged.passRetained(source)
    defer { receiver.release() }
    let surface = cairo_image_surface_create_from_png_stream(
      { receiver, target, count in
        guard let receiver, let target else { return CAIRO_STATUS_READ_ERROR }
        let source = Unmanaged<Source>.fromOpaque(receiver).takeUnretainedValue()
        guard source.rest.count >= Int(count) else { return CAIRO_STATUS_READ_ERROR }
        for (index, byte) in source.rest.prefix(Int(count)).enumerated() { target[index] = byte }
        source.rest = source.rest.dropFirst(Int(count))
        return CAIRO_STATUS_SUCCESS
      }, receiver.toOpaque())
    guard let surface, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { return nil }
    defer { cairo_surface_destroy(surface) }
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    stride = Int(cairo_image_surface_get_stride(surface))
    guard let data = cairo_image_surface_get_data(surface) else { return nil }
    pixels = Array(UnsafeBufferPointer(start: data, count: stride * height))
  }

  /// Red, green, blue.
  subscript(x: Int, y: Int) -> [UInt8] {
    let place = y * stride + x * 4
    return [pixels[place + 2], pixels[place + 1], pixels[place]]
  }

  /// Whether the pixel is trace or text ink: dark in all channels, which no grid line is.
  func isInk(_ x: Int, _ y: Int) -> Bool { self[x, y].allSatisfy { $0 < 110 } }

  /// Middle of each run of ink along a row.
  func inkColumns(row: Int, in range: Range<Int>) -> [Double] { Self.middles(of: range.filter { isInk($0, row) }) }

  /// Middle of each run of ink along a column.
  func inkRows(column: Int, in range: Range<Int>) -> [Double] { Self.middles(of: range.filter { isInk(column, $0) }) }

  private static func middles(of places: [Int]) -> [Double] {
    var runs: [(Int, Int)] = []
    for place in places {
      if let last = runs.last, place == last.1 + 1 {
        runs[runs.count - 1].1 = place
      } else {
        runs.append((place, place))
      }
    }
    return runs.map { Double($0.0 + $0.1) / 2 }
  }
}
