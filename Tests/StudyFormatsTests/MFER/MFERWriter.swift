/// Writes MFER definitions for tests.
struct MFERWriter {
  var bytes: [UInt8] = []
  var isBigEndian = true

  init(preamble: Bool = true, isBigEndian: Bool = true) {
    self.isBigEndian = isBigEndian
    if preamble { define(0x40, Array("MFR Standard 12 leads ECG".utf8) + [UInt8](repeating: 0, count: 7)) }
    define(0x01, [isBigEndian ? 0 : 1])
  }

  mutating func define(_ tag: UInt8, _ value: [UInt8]) { bytes += Self.definition(tag, value) }

  /// Definitions of one channel; without a length where `isOpen`.
  mutating func channel(_ number: Int, isOpen: Bool = false, _ definitions: [(tag: UInt8, value: [UInt8])]) {
    let contents = definitions.flatMap { Self.definition($0.tag, $0.value) }
    bytes += [0x3F] + (number < 128 ? [UInt8(number)] : [UInt8(0x80 | number >> 7), UInt8(number & 0x7F)])
    bytes += isOpen ? [0x80] + contents + [0, 0] : Self.length(contents.count) + contents
  }

  static func definition(_ tag: UInt8, _ value: [UInt8]) -> [UInt8] { [tag] + length(value.count) + value }

  static func length(_ count: Int) -> [UInt8] {
    if count < 128 { return [UInt8(count)] }
    return [0x84] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }

  /// A number in the byte order of the file.
  func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    let little = (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isBigEndian ? little.reversed() : little
  }

  /// Interval or resolution: unit, power of ten, number.
  func scaled(_ unit: UInt8, _ power: Int8, _ number: Int, _ bytes: Int = 2) -> [UInt8] {
    [unit, UInt8(bitPattern: power)] + self.number(number, bytes)
  }
}
