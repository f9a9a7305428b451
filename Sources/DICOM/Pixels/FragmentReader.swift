/// Finds the fragments of one frame in encapsulated Pixel Data (PS3.5 annex A.4) and joins them.
struct FragmentReader {
  private struct Fragment {
    /// Offset of the item tag from the first fragment's item tag, as the Basic Offset Table counts.
    var tableOffset: Int
    var valueOffset: Int
    var length: Int
    var startsCodestream: Bool
  }

  private var offsetTable: [Int] = []
  private var fragments: [Fragment] = []
  private let path: String

  init(path: String, pixels: PixelLayout) throws(DICOMFault) {
    self.path = path
    let stream = ByteStream(try FileBytes.open(path: path))
    try stream.skip(pixels.valueOffset, at: .pixelData)
    offsetTable = try Self.table(stream)
    let origin = stream.position
    while true {
      guard let tag = try ElementHeader.peekTag(stream, bigEndian: false) else { throw DICOMFault(.truncated, at: .pixelData) }
      let start = stream.position
      let header = try ElementHeader.read(stream, tag: tag, explicit: false, bigEndian: false)
      guard tag == .item else { return }
      let startsCodestream = try stream.has(min(4, header.length)) && Self.isCodestreamStart(stream, header.length)
      fragments.append(
        Fragment(tableOffset: start - origin, valueOffset: stream.position, length: header.length, startsCodestream: startsCodestream))
      try stream.skip(header.length, at: .pixelData)
    }
  }

  private static func table(_ stream: ByteStream) throws(DICOMFault) -> [Int] {
    guard let tag = try ElementHeader.peekTag(stream, bigEndian: false), tag == .item else { throw DICOMFault(.badElement, at: .pixelData) }
    let header = try ElementHeader.read(stream, tag: tag, explicit: false, bigEndian: false)
    guard header.length <= 16_777_216 else { throw DICOMFault(.badElement, at: .pixelData) }
    let bytes = try stream.read(header.length, at: .pixelData)
    return stride(from: 0, to: bytes.count / 4 * 4, by: 4).map { start in (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) } }
  }

  /// SOC and SIZ of JPEG 2000, the signature box of JP2, or SOI of JPEG.
  private static func isCodestreamStart(_ stream: ByteStream, _ length: Int) -> Bool {
    guard length >= 4 else { return false }
    let word = stream.peekUInt32(at: 0, bigEndian: true)
    return word == 0xFF4F_FF51 || word == 0x0000_000C || word >> 8 == 0xFF_D8FF
  }

  /// The frame's bytes. Says `frame-not-found` when the fragments cannot be told apart.
  func frame(_ index: Int, of frameCount: Int) throws(DICOMFault) -> [UInt8] {
    let range = try fragmentRange(index, of: frameCount)
    let total = range.reduce(0) { $0 + fragments[$1].length }
    guard total <= FrameLimits.maximumFragmentBytes else { throw DICOMFault(.imageTooLarge) }
    let stream = ByteStream(try FileBytes.open(path: path))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    for fragment in range.map({ fragments[$0] }) {
      try stream.skip(fragment.valueOffset - stream.position, at: .pixelData)
      bytes += try stream.read(fragment.length, at: .pixelData)
    }
    return bytes
  }

  private func fragmentRange(_ index: Int, of frameCount: Int) throws(DICOMFault) -> Range<Int> {
    guard !fragments.isEmpty, (0..<frameCount).contains(index) else { throw DICOMFault(.frameNotFound) }
    if frameCount == 1 { return 0..<fragments.count }
    if fragments.count == frameCount { return index..<index + 1 }
    let byTable = offsetTable.compactMap { offset in fragments.firstIndex { $0.tableOffset == offset } }
    let starts = byTable.count == frameCount ? byTable : fragments.indices.filter { fragments[$0].startsCodestream }
    guard starts.count == frameCount else { throw DICOMFault(.frameNotFound) }
    let end = index + 1 < frameCount ? starts[index + 1] : fragments.count
    guard starts[index] < end else { throw DICOMFault(.frameNotFound) }
    return starts[index]..<end
  }
}
