import COpenJPEG

/// JPEG 2000 and HTJ2K by OpenJPEG. For the child process only.
enum JPEG2000Decoder {
  /// Decodes a codestream, or a JP2 file, whose size must be that of the header.
  static func decode(_ codestream: [UInt8], pixels: PixelLayout, photometricInterpretation: String) throws(DICOMFault) -> NativeFrame {
    var decoded: NativeFrame?
    codestream.withUnsafeBytes { bytes in
      withImage(bytes) { image in decoded = frame(image, pixels: pixels, photometricInterpretation) }
    }
    guard let decoded else { throw DICOMFault(.imageUndecodable) }
    return decoded
  }

  private static func withImage(_ bytes: UnsafeRawBufferPointer, _ body: (opj_image_t) -> Void) {
    let isJP2 = bytes.count > 8 && bytes[0] == 0 && bytes[4] == 0x6A
    guard let codec = opj_create_decompress(isJP2 ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K) else { return }
    defer { opj_destroy_codec(codec) }
    var parameters = opj_dparameters_t()
    opj_set_default_decoder_parameters(&parameters)
    guard opj_setup_decoder(codec, &parameters) != 0 else { return }
    // Truncated codestreams give what they have: a part of an image must not pass for the whole.
    guard opj_decoder_set_strict_mode(codec, 1) != 0 else { return }
    let cursor = Cursor(bytes)
    guard let stream = cursor.makeStream() else { return }
    defer { opj_stream_destroy(stream) }
    var image: UnsafeMutablePointer<opj_image_t>?
    defer { if let image { opj_image_destroy(image) } }
    withExtendedLifetime(cursor) {
      guard opj_read_header(stream, codec, &image) != 0, let header = image?.pointee, isReasonable(header) else { return }
      guard opj_decode(codec, stream, image) != 0, let decoded = image?.pointee else { return }
      body(decoded)
    }
  }

  private static func isReasonable(_ image: opj_image_t) -> Bool {
    guard image.x1 > image.x0, image.y1 > image.y0, (1...4).contains(image.numcomps) else { return false }
    return Int(image.x1 - image.x0) * Int(image.y1 - image.y0) <= FrameLimits.maximumPixelCount / 4
  }

  private static func frame(_ image: opj_image_t, pixels: PixelLayout, _ photometricInterpretation: String) -> NativeFrame? {
    let count = Int(image.numcomps)
    guard let components = image.comps, count == pixels.samplesPerPixel else { return nil }
    let first = components[0]
    for index in 0..<count {
      let component = components[index]
      guard component.data != nil, Int(component.w) == pixels.columns, Int(component.h) == pixels.rows, component.prec == first.prec,
        component.sgnd == first.sgnd, (1...16).contains(component.prec)
      else { return nil }
    }
    let isWide = first.prec > 8
    let bytes = interleaved(components, componentCount: count, pixelCount: pixels.rows * pixels.columns, isWide: isWide)
    return NativeFrame(
      rows: pixels.rows, columns: pixels.columns, samplesPerPixel: count, bitsAllocated: isWide ? 16 : 8, bitsStored: Int(first.prec),
      isSigned: first.sgnd != 0, isRGB: count == 3 && !["YBR_FULL", "YBR_FULL_422"].contains(photometricInterpretation), bytes: bytes)
  }

  private static func interleaved(
    _ components: UnsafeMutablePointer<opj_image_comp_t>, componentCount: Int, pixelCount: Int, isWide: Bool
  ) -> [UInt8] {
    let width = isWide ? 2 : 1
    let total = pixelCount * componentCount * width
    var bytes = [UInt8](repeating: 0, count: total + total % 2)
    for index in 0..<componentCount {
      guard let data = components[index].data else { continue }
      var offset = index * width
      for pixel in 0..<pixelCount {
        let value = data[pixel]
        bytes[offset] = UInt8(truncatingIfNeeded: value)
        if isWide { bytes[offset + 1] = UInt8(truncatingIfNeeded: value >> 8) }
        offset += componentCount * width
      }
    }
    return bytes
  }

  /// OpenJPEG reads through callbacks; this is the place in the bytes.
  private final class Cursor {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// A read stream that holds no reference: the cursor must outlive it.
    func makeStream() -> UnsafeMutablePointer<opj_stream_t?>? {
      guard let stream = opj_stream_create(65_536, 1) else { return nil }
      opj_stream_set_user_data(stream, Unmanaged.passUnretained(self).toOpaque(), nil)
      opj_stream_set_user_data_length(stream, UInt64(bytes.count))
      opj_stream_set_read_function(stream) { buffer, count, data in Cursor.from(data)?.read(buffer, count) ?? OPJ_SIZE_T.max }
      opj_stream_set_skip_function(stream) { count, data in Cursor.from(data)?.skip(count) ?? -1 }
      opj_stream_set_seek_function(stream) { offset, data in Cursor.from(data)?.seek(offset) ?? 0 }
      return stream
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> Cursor? {
      data.map { Unmanaged<Cursor>.fromOpaque($0).takeUnretainedValue() }
    }

    private func read(_ buffer: UnsafeMutableRawPointer?, _ count: OPJ_SIZE_T) -> OPJ_SIZE_T {
      let piece = min(Int(count), bytes.count - position)
      guard piece > 0, let buffer, let base = bytes.baseAddress else { return OPJ_SIZE_T.max }
      buffer.copyMemory(from: base + position, byteCount: piece)
      position += piece
      return OPJ_SIZE_T(piece)
    }

    private func skip(_ count: OPJ_OFF_T) -> OPJ_OFF_T {
      let target = min(max(position + Int(count), 0), bytes.count)
      let moved = target - position
      position = target
      return OPJ_OFF_T(moved)
    }

    private func seek(_ offset: OPJ_OFF_T) -> OPJ_BOOL {
      guard offset >= 0, offset <= OPJ_OFF_T(bytes.count) else { return 0 }
      position = Int(offset)
      return 1
    }
  }
}
