import Foundation

/// A system call that failed, with its `errno`.
package struct FileFailure: Error, Sendable, Equatable {
  package let errno: Int32
  package init(errno: Int32) { self.errno = errno }
}

/// The file operations that durability rests on: a seam, so that tests can let any one of them fail.
/// Each is one system call (repeated after EINTR, but never a sync: after a failed sync nobody knows what is on the disk).
package protocol FileCalls: Sendable {
  func open(_ path: String, flags: Int32) throws(FileFailure) -> Int32
  func close(_ descriptor: Int32)
  func sizeBytes(of descriptor: Int32) throws(FileFailure) -> Int64
  func setMode(_ mode: mode_t, of descriptor: Int32) throws(FileFailure)
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
  package func close(_ descriptor: Int32) { _ = Foundation.close(descriptor) }
  package func sizeBytes(of descriptor: Int32) throws(FileFailure) -> Int64 {
    var status = stat()
    try Self.check { fstat(descriptor, &status) }
    return Int64(status.st_size)
  }
  package func setMode(_ mode: mode_t, of descriptor: Int32) throws(FileFailure) { try Self.check { fchmod(descriptor, mode) } }
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

  func syncFolder(at path: String) throws(FileFailure) {
    let folder = try open(path, flags: O_RDONLY | O_DIRECTORY)
    defer { close(folder) }
    try syncFolder(folder)
  }
}
