import CChildProcess
import Glibc

/// A file that lies in memory alone and is gone with this value.
package final class MemoryFile: Sendable {
  private let descriptor: Int32

  /// `nil` where the system gives none.
  package init?(name: String) {
    descriptor = rh_memory_file(name)
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Opens it anew, for this process and for its children.
  package var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

  /// - Returns: whether there was memory for all of it.
  package func append(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      done += written
    }
    return true
  }
}
