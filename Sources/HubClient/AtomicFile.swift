import Foundation

/// Writes a whole file so that a reader, or a crash, sees the old one or the new one and nothing between.
package enum AtomicFile {
  /// Temporary file beside the target, fsync, rename, fsync of the folder.
  ///
  /// - Throws: `file-unwritable`; the temporary file is removed.
  package static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(ClientError) {
    let folder = (path as NSString).deletingLastPathComponent
    let temporary = path + ".part-" + String(getpid())
    unlink(temporary)
    let file = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode)
    guard file >= 0 else { throw ClientError(.fileUnwritable, path) }
    let isWritten = writeAll(bytes, to: file) && fchmod(file, mode) == 0 && fsync(file) == 0
    let isClosed = close(file) == 0
    guard isWritten, isClosed, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw ClientError(.fileUnwritable, path)
    }
    let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw ClientError(.fileUnwritable, folder) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw ClientError(.fileUnwritable, folder) }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = Foundation.write(file, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        offset += count
      }
      return true
    }
  }
}
