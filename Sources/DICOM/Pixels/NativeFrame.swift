import CDCMTK

/// One frame's samples, little endian, a pixel's samples together; or its codestream.
struct NativeFrame {
  var rows: Int
  var columns: Int
  var samplesPerPixel: Int
  var bitsAllocated: Int
  var bitsStored: Int
  var isSigned: Bool
  /// The colour transform is undone already.
  var isRGB: Bool
  var isEncoded = false
  var bytes: [UInt8]

  /// A frame for DCMTK's own codecs that DCMTK could not find itself: several fragments a frame and no offset table.
  static func encoded(_ codestream: [UInt8], pixels: PixelLayout) -> NativeFrame {
    NativeFrame(
      rows: pixels.rows, columns: pixels.columns, samplesPerPixel: pixels.samplesPerPixel, bitsAllocated: pixels.bitsAllocated,
      bitsStored: pixels.bitsAllocated, isSigned: false, isRGB: false, isEncoded: true,
      bytes: codestream.count % 2 == 0 ? codestream : codestream + [0])
  }

  /// A frame of the syntaxes that only wrap native (or deflated) frames in fragments.
  static func unwrapped(_ fragment: [UInt8], object: ScannedObject, pixels: PixelLayout, isDeflated: Bool) throws(DICOMFault) -> NativeFrame {
    let bitCount = pixels.rows * pixels.columns * pixels.samplesPerPixel * pixels.bitsAllocated
    let expected = (bitCount + 7) / 8
    var bytes = fragment
    if isDeflated {
      bytes = try ByteStream(InflatedBytes(MemoryBytes(fragment), maximumLength: FrameLimits.maximumFrameBytes)).read(expected, at: .pixelData)
    }
    guard bytes.count >= expected, [1, 8, 16].contains(pixels.bitsAllocated), object.dataSet.integer(.planarConfiguration) ?? 0 == 0 else {
      throw DICOMFault(.imageUndecodable)
    }
    let even = Array(bytes[..<expected]) + (expected % 2 == 1 ? [0] : [])
    return NativeFrame(
      rows: pixels.rows, columns: pixels.columns, samplesPerPixel: pixels.samplesPerPixel, bitsAllocated: pixels.bitsAllocated,
      bitsStored: object.dataSet.integer(.bitsStored) ?? pixels.bitsAllocated, isSigned: object.dataSet.integer(.pixelRepresentation) == 1,
      isRGB: false, bytes: even)
  }

  /// Calls `body` with the frame as the C shim takes it.
  func withShim<Result>(_ body: (UnsafePointer<rh_native_frame>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      var native = rh_native_frame(
        bytes: buffer.baseAddress, length: buffer.count, rows: UInt16(clamping: rows), columns: UInt16(clamping: columns),
        samples_per_pixel: UInt16(clamping: samplesPerPixel), bits_allocated: UInt16(clamping: bitsAllocated),
        bits_stored: UInt16(clamping: bitsStored), is_signed: isSigned ? 1 : 0, is_rgb: isRGB ? 1 : 0, is_encoded: isEncoded ? 1 : 0)
      return body(&native)
    }
  }
}
