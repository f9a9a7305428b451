/// Lower-case hexadecimal text, the one spelling used for digests, serial numbers and fingerprints.
package enum Hexadecimal {
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.underestimatedCount * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` unless the text is an even number of hexadecimal digits (either case).
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    text.withContiguousStorageIfAvailable(decode(buffer:)) ?? Array(text).withUnsafeBufferPointer(decode(buffer:))
  }

  package static func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

  private static func decode(buffer text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count % 2 == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: text.count / 2)
    var isRight = true
    for index in 0..<bytes.count {
      let (high, low) = (value(of: text[2 * index]), value(of: text[2 * index + 1]))
      isRight = isRight && high < 16 && low < 16
      bytes[index] = high << 4 | low & 15
    }
    return isRight ? bytes : nil
  }

  /// 16 for what is no digit.
  private static func value(of character: UInt8) -> UInt8 {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x61...0x66: character - 0x61 + 10
    case 0x41...0x46: character - 0x41 + 10
    default: 16
    }
  }
}
