import CDCMTK
import Glibc

/// Bytes that come from somewhere in order: a file, memory, or an inflated stream of another source.
protocol ByteSource: AnyObject {
  /// Bytes still to come, where it is known.
  var remaining: Int? { get }
  /// Puts the next bytes into `buffer`; 0 at the end.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(DICOMFault) -> Int
  /// Passes over up to `count` bytes and says how many.
  func pass(_ count: Int) throws(DICOMFault) -> Int
}

/// A range of an open file, read with `pread`: no map, so a file cut meanwhile is an error and not a signal.
final class FileBytes: ByteSource {
  private let descriptor: Int32
  private var position: Int
  private let end: Int

  /// Takes the descriptor over and closes it.
  init(descriptor: Int32, from start: Int, to end: Int) {
    self.descriptor = descriptor
    position = start
    self.end = max(start, end)
  }

  /// Opens a regular file.
  static func open(path: String, from start: Int = 0) throws(DICOMFault) -> FileBytes {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DICOMFault(.unreadableFile) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DICOMFault(.unreadableFile)
    }
    return FileBytes(descriptor: descriptor, from: start, to: Int(status.st_size))
  }

  deinit { close(descriptor) }

  var remaining: Int? { end - position }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(DICOMFault) -> Int {
    let wanted = min(buffer.count, end - position)
    guard wanted > 0 else { return 0 }
    while true {
      let count = pread(descriptor, buffer.baseAddress, wanted, off_t(position))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw DICOMFault(.unreadableFile) }
      position += count
      return count
    }
  }

  func pass(_ count: Int) -> Int {
    let step = min(count, end - position)
    position += step
    return step
  }
}

/// Bytes in memory.
final class MemoryBytes: ByteSource {
  private let bytes: [UInt8]
  private var position: Int

  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    position = min(start, bytes.count)
  }

  var remaining: Int? { bytes.count - position }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }

  func pass(_ count: Int) -> Int {
    let step = min(count, bytes.count - position)
    position += step
    return step
  }
}

/// The inflated form of a deflated data set, never held whole and never longer than a cap.
final class InflatedBytes: ByteSource {
  private let source: any ByteSource
  private let inflate: OpaquePointer
  private var input = [UInt8](repeating: 0, count: 32_768)
  private var inputStart = 0
  private var inputEnd = 0
  private var isFinished = false
  private var produced = 0
  private let maximumLength: Int

  init(_ source: any ByteSource, maximumLength: Int) throws(DICOMFault) {
    guard let inflate = rh_inflate_create() else { throw DICOMFault(.badDeflate) }
    self.source = source
    self.inflate = inflate
    self.maximumLength = maximumLength
  }

  deinit { rh_inflate_destroy(inflate) }

  var remaining: Int? { nil }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(DICOMFault) -> Int {
    while !isFinished {
      if inputStart == inputEnd { try refill() }
      let isSourceEmpty = inputStart == inputEnd
      let count = try step(into: buffer)
      produced += count
      guard produced <= maximumLength else { throw DICOMFault(.inflatedTooLarge) }
      if count > 0 { return count }
      guard isFinished || !isSourceEmpty else { throw DICOMFault(.truncated) }
    }
    return 0
  }

  private func step(into buffer: UnsafeMutableRawBufferPointer) throws(DICOMFault) -> Int {
    var consumed = 0
    var count = 0
    let state = input.withUnsafeBufferPointer { bytes in
      rh_inflate_run(
        inflate, bytes.baseAddress.map { $0 + inputStart }, inputEnd - inputStart, &consumed,
        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count, &count)
    }
    guard state != RH_INFLATE_DAMAGED else { throw DICOMFault(.badDeflate) }
    inputStart += consumed
    isFinished = state == RH_INFLATE_FINISHED
    return count
  }

  private func refill() throws(DICOMFault) {
    inputStart = 0
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 8)
    defer { scratch.deallocate() }
    inputEnd = try source.fill(scratch)
    input.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: scratch[..<inputEnd])) }
  }

  func pass(_ count: Int) throws(DICOMFault) -> Int {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: min(count, 65_536), alignment: 8)
    defer { scratch.deallocate() }
    var passed = 0
    while passed < count {
      let piece = UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(scratch.count, count - passed)])
      let got = try fill(piece)
      if got == 0 { break }
      passed += got
    }
    return passed
  }
}
