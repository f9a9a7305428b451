/// Stored waveform samples to numbers: width, sign, byte order (PS3.3 §C.10.9.1.5). Every access to the bytes is checked by the array.
struct SampleDecoder {
  enum Interpretation: String {
    case SB, UB, SS, US, SL, UL

    var byteCount: Int {
      switch self {
      case .SB, .UB: 1
      case .SS, .US: 2
      case .SL, .UL: 4
      }
    }
    var isSigned: Bool { self == .SB || self == .SS || self == .SL }
  }

  /// How the stored bytes differ from little endian.
  enum ByteOrder: Int {
    case little = 0
    /// Each pair of bytes is swapped, whatever the width of a sample: 8-bit samples come in exchanged pairs, of 32-bit ones the low word comes first
    /// (VR OW in big endian, PS3.5 §6.2 and §7.3).
    case pairsSwapped = 1
    /// Each four bytes are reversed (VR OL in big endian).
    case foursReversed = 3

    init(isBigEndian: Bool, vr: ValueRepresentation?, width: Int) {
      switch vr {
      case _ where !isBigEndian: self = .little
      case .OB where width == 1: self = .little
      case .OL: self = .foursReversed
      default: self = .pairsSwapped
      }
    }
  }

  let interpretation: Interpretation
  let channelCount: Int

  /// One channel of interleaved `data` as integers; `data` holds all samples of all channels, and in big endian whole words.
  func channel(_ index: Int, sampleCount: Int, in data: [UInt8], order: ByteOrder) -> [Int32] {
    let width = interpretation.byteCount
    let stride = width * channelCount
    var values = [Int32](repeating: 0, count: sampleCount)
    var offset = index * width
    for position in 0..<sampleCount {
      values[position] = value(at: offset, in: data, order: order)
      offset += stride
    }
    return values
  }

  /// One stored sample; UL beyond Int32 saturates.
  func value(at offset: Int, in data: [UInt8], order: ByteOrder) -> Int32 {
    let exchange = order.rawValue
    func byte(_ place: Int) -> UInt8 { data[(offset + place) ^ exchange] }
    func word(_ place: Int) -> UInt16 { UInt16(byte(place)) | UInt16(byte(place + 1)) << 8 }
    func doubleWord() -> UInt32 { UInt32(word(0)) | UInt32(word(2)) << 16 }
    switch interpretation {
    case .SB: return Int32(Int8(bitPattern: byte(0)))
    case .UB: return Int32(byte(0))
    case .SS: return Int32(Int16(bitPattern: word(0)))
    case .US: return Int32(word(0))
    case .SL: return Int32(bitPattern: doubleWord())
    case .UL: return Int32(clamping: doubleWord())
    }
  }

  /// Where fewer bits are stored than allocated and the bits above are zero throughout, the sign sits in the highest stored bit.
  /// Most devices extend the sign themselves; then nothing is changed.
  func extendSign(_ values: inout [Int32], storedBits: Int) {
    let allocatedBits = interpretation.byteCount * 8
    guard interpretation.isSigned, (2..<allocatedBits).contains(storedBits) else { return }
    let unsignedEnd = Int32(1) << Int32(storedBits)
    let half = unsignedEnd / 2
    var hasUpperHalf = false
    for value in values {
      guard value >= 0, value < unsignedEnd else { return }
      if value >= half { hasUpperHalf = true }
    }
    guard hasUpperHalf else { return }
    for index in values.indices where values[index] >= half { values[index] -= unsignedEnd }
  }
}
