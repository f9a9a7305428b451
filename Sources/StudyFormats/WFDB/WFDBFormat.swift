/// How samples lie in a signal file (signal(5) of the WFDB applications guide). The number in the name is the standard's.
package enum WFDBFormat: Int, Sendable, CaseIterable {
  /// 8-bit differences to the sample before; the first is to the initial value of the header.
  case format8 = 8
  /// 16-bit two's complement, little-endian.
  case format16 = 16
  /// 24-bit two's complement, little-endian.
  case format24 = 24
  /// 32-bit two's complement, little-endian.
  case format32 = 32
  /// 16-bit two's complement, big-endian.
  case format61 = 61
  /// 8-bit offset binary.
  case format80 = 80
  /// 16-bit offset binary, little-endian.
  case format160 = 160
  /// Two 12-bit two's complement samples in three bytes.
  case format212 = 212
  /// Three 10-bit two's complement samples in two 16-bit words.
  case format310 = 310
  /// Three 10-bit two's complement samples in the lower 30 bits of a 32-bit word.
  case format311 = 311

  /// What marks a sample that is not valid: the most negative number; differences have no such mark.
  var invalidSample: Int32? {
    switch self {
    case .format8: nil
    case .format16, .format61, .format160: -32_768
    case .format24: -8_388_608
    case .format32: .min
    case .format80: -128
    case .format212: -2048
    case .format310, .format311: -512
    }
  }

  /// Bytes that hold so many samples, from a byte that begins a group.
  func byteCount(samples: Int) -> Int {
    switch self {
    case .format8, .format80: samples
    case .format16, .format61, .format160: samples * 2
    case .format24: samples * 3
    case .format32: samples * 4
    case .format212: (samples * 3 + 1) / 2
    case .format310: samples / 3 * 4 + samples % 3 * 2
    case .format311: samples / 3 * 4 + (samples % 3 == 0 ? 0 : samples % 3 + 1)
    }
  }

  /// Whole samples in so many bytes.
  func sampleCount(bytes: Int) -> Int {
    switch self {
    case .format8, .format80: bytes
    case .format16, .format61, .format160: bytes / 2
    case .format24: bytes / 3
    case .format32: bytes / 4
    case .format212: bytes / 3 * 2 + (bytes % 3 == 2 ? 1 : 0)
    case .format310: bytes / 4 * 3 + (bytes % 4 >= 2 ? 1 : 0)
    case .format311: bytes / 4 * 3 + max(0, bytes % 4 - 1)
    }
  }

  /// Pieces of a multiple of so many samples begin at a byte in every format.
  static let commonGroup = 6
}
