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

  let interpretation: Interpretation
  let isBigEndian: Bool
  let channelCount: Int

  /// One channel of interleaved `data` as integers; `data` holds all samples of all channels.
  func channel(_ index: Int, sampleCount: Int, in data: [UInt8]) -> [Int32] {
    let width = interpretation.byteCount
    let stride = width * channelCount
    var values = [Int32](repeating: 0, count: sampleCount)
    var offset = index * width
    for position in 0..<sampleCount {
      values[position] = value(at: offset, in: data)
      offset += stride
    }
    return values
  }

  /// One stored sample; UL beyond Int32 saturates.
  func value(at offset: Int, in data: [UInt8]) -> Int32 {
    switch interpretation {
    case .SB: return Int32(Int8(bitPattern: data[offset]))
    case .UB: return Int32(data[offset])
    case .SS: return Int32(Int16(bitPattern: word(data, offset)))
    case .US: return Int32(word(data, offset))
    case .SL: return Int32(bitPattern: doubleWord(data, offset))
    case .UL: return Int32(clamping: doubleWord(data, offset))
    }
  }

  private func word(_ data: [UInt8], _ offset: Int) -> UInt16 {
    let (first, second) = (UInt16(data[offset]), UInt16(data[offset + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }

  private func doubleWord(_ data: [UInt8], _ offset: Int) -> UInt32 {
    let (first, second) = (UInt32(word(data, offset)), UInt32(word(data, offset + 2)))
    return isBigEndian ? first << 16 | second : second << 16 | first
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
