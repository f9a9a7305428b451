/// A forward-only reader with one small buffer: memory stays the same whatever lengths the bytes claim.
final class ByteStream {
  private static let capacity = 32_768

  private let source: any ByteSource
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ByteStream.capacity, alignment: 16)
  private var head = 0
  private var tail = 0
  /// Offset of the next byte from where the stream began, plus the origin given.
  private(set) var position: Int

  /// - Parameter origin: what `position` is at the first byte.
  init(_ source: any ByteSource, origin: Int = 0) {
    self.source = source
    position = origin
  }

  deinit { buffer.deallocate() }

  /// Bytes still to come, where the source knows it.
  var remaining: Int? { source.remaining.map { $0 + tail - head } }

  /// Makes `count` bytes (a header, at most 256) readable; false when the stream ends before.
  func has(_ count: Int) throws(DICOMFault) -> Bool {
    while tail - head < count {
      if head > 0 {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[head..<tail]))
        tail -= head
        head = 0
      }
      let got = try source.fill(UnsafeMutableRawBufferPointer(rebasing: buffer[tail...]))
      if got == 0 { return false }
      tail += got
    }
    return true
  }

  /// Throws unless `count` more bytes can exist, before anyone allocates or skips them.
  func expect(_ count: Int, at tag: DICOMTag) throws(DICOMFault) {
    if let remaining, count > remaining { throw DICOMFault(.lengthOutsideFile, at: tag) }
  }

  func peekUInt8(at offset: Int) -> UInt8 { buffer[head + offset] }

  func peekUInt16(at offset: Int, bigEndian: Bool) -> UInt16 {
    let value = buffer.loadUnaligned(fromByteOffset: head + offset, as: UInt16.self)
    return bigEndian ? UInt16(bigEndian: value) : UInt16(littleEndian: value)
  }

  func peekUInt32(at offset: Int, bigEndian: Bool) -> UInt32 {
    let value = buffer.loadUnaligned(fromByteOffset: head + offset, as: UInt32.self)
    return bigEndian ? UInt32(bigEndian: value) : UInt32(littleEndian: value)
  }

  /// Drops bytes made readable by `has`.
  func advance(_ count: Int) {
    head += count
    position += count
  }

  func skip(_ count: Int, at tag: DICOMTag) throws(DICOMFault) {
    try expect(count, at: tag)
    let buffered = min(count, tail - head)
    advance(buffered)
    guard count > buffered else { return }
    guard try source.pass(count - buffered) == count - buffered else { throw DICOMFault(.lengthOutsideFile, at: tag) }
    position += count - buffered
  }

  /// Reads exactly `count` bytes; grows with what is really there.
  func read(_ count: Int, at tag: DICOMTag) throws(DICOMFault) -> [UInt8] {
    try expect(count, at: tag)
    if count <= tail - head {
      defer { advance(count) }
      return [UInt8](UnsafeRawBufferPointer(rebasing: buffer[head..<head + count]))
    }
    var result: [UInt8] = []
    result.reserveCapacity(min(count, source.remaining == nil ? ByteStream.capacity : count))
    while result.count < count {
      guard try has(1) else { throw DICOMFault(.lengthOutsideFile, at: tag) }
      let piece = min(count - result.count, tail - head)
      result.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[head..<head + piece]))
      advance(piece)
    }
    return result
  }

  /// Whether everything up to the end is zero; consumes it. Looks at most at `limit` bytes.
  func restIsZero(limit: Int) throws(DICOMFault) -> Bool {
    var seen = 0
    while try has(1) {
      for index in head..<tail where buffer[index] != 0 { return false }
      seen += tail - head
      if seen > limit { return false }
      advance(tail - head)
    }
    return true
  }
}
