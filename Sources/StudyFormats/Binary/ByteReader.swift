import HubModel

/// Whole numbers and stretches out of bytes from outside, front to back; every step is checked against the end.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// Named in the refusal when bytes are missing: `section 3`.
  private let subject: String
  var isBigEndian: Bool

  init(_ bytes: ArraySlice<UInt8>, subject: String, isBigEndian: Bool = false) {
    self.bytes = bytes
    self.subject = subject
    self.isBigEndian = isBigEndian
    position = bytes.startIndex
  }

  var remaining: Int { bytes.endIndex - position }

  /// The next `count` bytes.
  ///
  /// - Throws: `truncated` when there are fewer.
  mutating func take(_ count: Int) throws(HubError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw HubError(.truncated, subject) }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// A number of 1 to 4 bytes without sign.
  mutating func unsigned(_ count: Int) throws(HubError) -> Int { Self.unsigned(try take(count), isBigEndian: isBigEndian) }

  /// A two's complement number of 1 to 4 bytes.
  mutating func signed(_ count: Int) throws(HubError) -> Int { Self.signed(try take(count), isBigEndian: isBigEndian) }

  static func unsigned(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool = false) -> Int {
    var value = 0
    if isBigEndian {
      for byte in bytes { value = value << 8 | Int(byte) }
    } else {
      for byte in bytes.reversed() { value = value << 8 | Int(byte) }
    }
    return value
  }

  static func signed(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool = false) -> Int {
    let value = unsigned(bytes, isBigEndian: isBigEndian)
    let bits = bytes.count * 8
    return bits > 0 && bits < 63 && value >= 1 << (bits - 1) ? value - (1 << bits) : value
  }
}
