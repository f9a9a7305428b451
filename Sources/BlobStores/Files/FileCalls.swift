import CFiles
import Foundation
import HubModel

/// A system call that failed, with its `errno`.
package struct FileFailure: Error, Sendable, Equatable {
  package let errno: Int32
  package init(errno: Int32) { self.errno = errno }
}

/// The file operations that durability rests on: a seam, so that tests can let any one of them fail.
/// Each is one system call (repeated after EINTR, but never a sync: after a failed sync nobody knows what is on the disk).
package protocol FileCalls: Sendable {
  func open(_ path: String, flags: Int32) throws(FileFailure) -> Int32
  /// Opens for reading and writing; a file that is not there is made, readable by nobody else.
  func openOrCreate(_ path: String) throws(FileFailure) -> Int32
  func close(_ descriptor: Int32)
  /// Lays the file out to this length, so that writing into it needs no more room.
  func allocate(_ descriptor: Int32, bytes: Int64) throws(FileFailure)
  /// Writes the pieces one behind the other, all or an error.
  func write(_ descriptor: Int32, _ pieces: [[UInt8]], offset: Int64) throws(FileFailure)
  func sizeBytes(of descriptor: Int32) throws(FileFailure) -> Int64
  func setMode(_ mode: mode_t, of descriptor: Int32) throws(FileFailure)
  /// Lets the disk begin with bytes that were written; promises nothing.
  func startWriteback(_ descriptor: Int32, _ range: Range<Int64>)
  /// Data and the length of a file (`fdatasync`).
  func syncData(_ descriptor: Int32) throws(FileFailure)
  /// A folder's entries (`fsync`).
  func syncFolder(_ descriptor: Int32) throws(FileFailure)
  func link(_ path: String, to newPath: String) throws(FileFailure)
  func rename(_ path: String, to newPath: String) throws(FileFailure)
  func unlink(_ path: String) throws(FileFailure)
  func makeFolder(_ path: String) throws(FileFailure)
  /// Up to `buffer.count` bytes from `offset`; 0 at the end.
  func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64) throws(FileFailure) -> Int
}

/// The real ones.
package struct POSIXFileCalls: FileCalls {
  package init() {}

  package func open(_ path: String, flags: Int32) throws(FileFailure) -> Int32 {
    try Self.check { Foundation.open(path, flags | O_CLOEXEC) }
  }
  package func openOrCreate(_ path: String) throws(FileFailure) -> Int32 {
    try Self.check { Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
  }
  package func close(_ descriptor: Int32) { _ = Foundation.close(descriptor) }
  package func allocate(_ descriptor: Int32, bytes: Int64) throws(FileFailure) {
    let failure = posix_fallocate(descriptor, 0, off_t(bytes))
    guard failure == 0 else { throw FileFailure(errno: failure) }
  }
  package func write(_ descriptor: Int32, _ pieces: [[UInt8]], offset: Int64) throws(FileFailure) {
    let whole = pieces.reduce(0) { $0 + $1.count }
    var written = Self.writeAtOnce(descriptor, pieces, offset: offset)
    guard written < whole else { return }
    // The rare short write: the rest byte for byte.
    let bytes = pieces.flatMap { $0 }
    while written < whole {
      let count = bytes[written...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset) + off_t(written)) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileFailure(errno: count == 0 ? EIO : errno) }
      written += count
    }
  }
  package func sizeBytes(of descriptor: Int32) throws(FileFailure) -> Int64 {
    var status = stat()
    try Self.check { fstat(descriptor, &status) }
    return Int64(status.st_size)
  }
  package func setMode(_ mode: mode_t, of descriptor: Int32) throws(FileFailure) { try Self.check { fchmod(descriptor, mode) } }
  package func startWriteback(_ descriptor: Int32, _ range: Range<Int64>) {
    rh_start_writeback(descriptor, range.lowerBound, Int64(range.count))
  }
  package func syncData(_ descriptor: Int32) throws(FileFailure) {
    guard fdatasync(descriptor) == 0 else { throw FileFailure(errno: errno) }
  }
  package func syncFolder(_ descriptor: Int32) throws(FileFailure) {
    guard fsync(descriptor) == 0 else { throw FileFailure(errno: errno) }
  }
  package func link(_ path: String, to newPath: String) throws(FileFailure) { try Self.check { Foundation.link(path, newPath) } }
  package func rename(_ path: String, to newPath: String) throws(FileFailure) { try Self.check { Foundation.rename(path, newPath) } }
  package func unlink(_ path: String) throws(FileFailure) { try Self.check { Foundation.unlink(path) } }
  package func makeFolder(_ path: String) throws(FileFailure) { try Self.check { mkdir(path, 0o700) } }
  package func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64) throws(FileFailure) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else { throw FileFailure(errno: errno) }
    }
  }

  /// How much one system call took; 0 also when it failed.
  private static func writeAtOnce(_ descriptor: Int32, _ pieces: [[UInt8]], offset: Int64, _ vectors: [iovec] = []) -> Int {
    guard let first = pieces.first else {
      return max(0, pwritev(descriptor, vectors, Int32(vectors.count), off_t(offset)))
    }
    return first.withUnsafeBytes { bytes in
      let vector = iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
      return writeAtOnce(descriptor, Array(pieces.dropFirst()), offset: offset, vectors + [vector])
    }
  }

  @discardableResult
  private static func check(_ call: () -> Int32) throws(FileFailure) -> Int32 {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard errno == EINTR else { throw FileFailure(errno: errno) }
    }
  }
}

extension FileCalls {
  /// Makes a folder unless it is there. True when it is new.
  @discardableResult
  func ensureFolder(_ path: String) throws(FileFailure) -> Bool {
    do throws(FileFailure) {
      try makeFolder(path)
      return true
    } catch {
      guard error.errno == EEXIST else { throw error }
      return false
    }
  }

  /// The bytes of a range.
  ///
  /// - Throws: `FileFailure`; `store-damaged` when the file ends before.
  func readWhole(_ range: Range<Int64>, of descriptor: Int32) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<range.count])
        let count = try read(descriptor, into: rest, offset: range.lowerBound + Int64(filled))
        guard count > 0 else { throw HubError(.storeDamaged, "the file ends early") }
        filled += count
      }
    }
  }

  func syncFolder(at path: String) throws(FileFailure) {
    let folder = try open(path, flags: O_RDONLY | O_DIRECTORY)
    defer { close(folder) }
    try syncFolder(folder)
  }
}
