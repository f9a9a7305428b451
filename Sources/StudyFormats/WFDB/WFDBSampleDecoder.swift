/// Signal bytes to integers (signal(5)). Every access to the bytes is checked by the array.
struct WFDBSampleDecoder {
  let format: WFDBFormat

  /// - Parameters:
  ///   - bytes: begins at a group of samples and holds `byteCount(samples: count)` bytes at least.
  ///   - count: how many samples to take.
  /// - Returns: for format 8 the differences, for all others the samples.
  func samples(_ bytes: [UInt8], count: Int) -> [Int32] {
    guard bytes.count >= format.byteCount(samples: count) else { return [] }
    switch format {
    case .format8: return bytes.prefix(count).map { Int32(Int8(bitPattern: $0)) }
    case .format80: return bytes.prefix(count).map { Int32($0) - 128 }
    case .format16: return Self.mapped(count) { Int32(Int16(truncatingIfNeeded: Self.low16(bytes, $0 * 2))) }
    case .format160: return Self.mapped(count) { Int32(Self.low16(bytes, $0 * 2)) - 32_768 }
    case .format61: return Self.mapped(count) { Int32(Int16(truncatingIfNeeded: Int(bytes[$0 * 2]) << 8 | Int(bytes[$0 * 2 + 1]))) }
    case .format24: return Self.mapped(count) { Self.signed(Self.low16(bytes, $0 * 3) | Int(bytes[$0 * 3 + 2]) << 16, bits: 24) }
    case .format32:
      return Self.mapped(count) { Int32(truncatingIfNeeded: Self.low16(bytes, $0 * 4) | Self.low16(bytes, $0 * 4 + 2) << 16) }
    case .format212: return Self.mapped(count) { Self.sample212(bytes, $0) }
    case .format310: return Self.mapped(count) { Self.sample310(bytes, $0) }
    case .format311: return Self.mapped(count) { Self.sample311(bytes, $0) }
    }
  }

  private static func mapped(_ count: Int, _ sample: (Int) -> Int32) -> [Int32] {
    var samples = [Int32](repeating: 0, count: count)
    for index in 0..<count { samples[index] = sample(index) }
    return samples
  }

  private static func low16(_ bytes: [UInt8], _ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }

  private static func signed(_ value: Int, bits: Int) -> Int32 {
    let unused = 32 - bits
    return Int32(truncatingIfNeeded: value << unused) >> Int32(unused)
  }

  /// Bytes a b c are the samples (low half of b, a) and (high half of b, c).
  private static func sample212(_ bytes: [UInt8], _ index: Int) -> Int32 {
    let group = index / 2 * 3
    let middle = Int(bytes[group + 1])
    return signed(index.isMultiple(of: 2) ? Int(bytes[group]) | (middle & 0x0F) << 8 : Int(bytes[group + 2]) | (middle & 0xF0) << 4, bits: 12)
  }

  /// Bits 1–10 of each word are the first two samples; the upper five bits of both words, the first word's below, are the third.
  private static func sample310(_ bytes: [UInt8], _ index: Int) -> Int32 {
    let group = index / 3 * 4
    switch index % 3 {
    case 0: return signed(low16(bytes, group) >> 1, bits: 10)
    case 1: return signed(low16(bytes, group + 2) >> 1, bits: 10)
    default: return signed(low16(bytes, group) >> 11 | (low16(bytes, group + 2) >> 11) << 5, bits: 10)
    }
  }

  /// Ten bits after ten bits from the lowest of a 32-bit word.
  private static func sample311(_ bytes: [UInt8], _ index: Int) -> Int32 {
    let group = index / 3 * 4
    switch index % 3 {
    case 0: return signed(low16(bytes, group), bits: 10)
    case 1: return signed(low16(bytes, group + 1) >> 2, bits: 10)
    default: return signed(low16(bytes, group + 2) >> 4, bits: 10)
    }
  }
}
