import Glibc

/// What the decoding child leaves in its result file: a fixed header, then the pixels.
struct FrameResultRecord {
  private static let magic: UInt32 = 0x3146_4852
  private static let headerLength = 24

  /// Writes a rendered frame to `descriptor`; false when it does not fit.
  static func write(rows: UInt32, columns: UInt32, samplesPerPixel: UInt32, pixels: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    let header = [magic, 0, rows, columns, samplesPerPixel, 0]
    return header.withUnsafeBytes { writeAll($0, to: descriptor) } && writeAll(pixels, to: descriptor)
  }

  /// Writes why there is no frame.
  static func write(_ fault: DICOMFault.Code, to descriptor: Int32) {
    let number = DICOMFault.Code.allCases.firstIndex(of: fault).map { UInt32($0) + 1 } ?? 1
    _ = [magic, number, 0, 0, 0, 0].withUnsafeBytes { writeAll($0, to: descriptor) }
  }

  /// Reads the record of a child that has ended. What a killed child leaves is `image-undecodable`.
  static func read(from descriptor: Int32, expecting pixels: PixelLayout) throws(DICOMFault) -> RenderedFrame {
    var header = [UInt32](repeating: 0, count: headerLength / 4)
    let isComplete = header.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, headerLength, 0) == headerLength }
    guard isComplete, header[0] == magic else { throw DICOMFault(.imageUndecodable) }
    if header[1] != 0 {
      let index = Int(header[1]) - 1
      throw DICOMFault(DICOMFault.Code.allCases.indices.contains(index) ? DICOMFault.Code.allCases[index] : .imageUndecodable)
    }
    let (rows, columns, samples) = (Int(header[2]), Int(header[3]), Int(header[4]))
    // The child is not to be trusted with sizes either.
    guard rows == pixels.rows, columns == pixels.columns, samples == 1 || samples == 3 else { throw DICOMFault(.imageUndecodable) }
    let count = rows * columns * samples
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, pread(descriptor, buffer.baseAddress, count, off_t(headerLength)))
    }
    guard bytes.count == count else { throw DICOMFault(.imageUndecodable) }
    return RenderedFrame(rows: rows, columns: columns, samplesPerPixel: samples, bytes: bytes)
  }
}
