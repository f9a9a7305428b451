/// Signal bytes to integers (signal(5)).
enum WFDBSampleDecoder {
  /// - Parameters:
  ///   - bytes: begins at a sample; for format 212 at an even one.
  ///   - sampleCount: how many to take; the bytes hold them all.
  static func samples(_ bytes: ArraySlice<UInt8>, count sampleCount: Int, format: WFDBFormat) -> [Int16] {
    bytes.withUnsafeBytes { raw in
      [Int16](unsafeUninitializedCapacity: sampleCount) { target, initialised in
        switch format {
        case .format16: decode16(raw, target, sampleCount)
        case .format212: decode212(raw, target, sampleCount)
        }
        initialised = sampleCount
      }
    }
  }

  private static func decode16(_ raw: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Int16>, _ count: Int) {
    for index in 0..<count {
      target.initializeElement(at: index, to: Int16(littleEndian: raw.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
    }
  }

  /// Bytes a b c are the samples (b low nibble, a) and (b high nibble, c).
  private static func decode212(_ raw: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Int16>, _ count: Int) {
    for index in 0..<count {
      let group = index / 2 * 3
      let middle = UInt16(raw[group + 1])
      let bits = index.isMultiple(of: 2) ? UInt16(raw[group]) | (middle & 0x0F) << 8 : UInt16(raw[group + 2]) | (middle & 0xF0) << 4
      target.initializeElement(at: index, to: Int16(bitPattern: bits << 4) >> 4)
    }
  }
}
