import Foundation
import HubModel

/// Small files of the flow's own. Every call blocks.
enum FileCalls {
  /// Writes all of it, to a file of mode 0600 that is made where there is none.
  ///
  /// - Parameters:
  ///   - flags: besides those for writing: `O_APPEND`, `O_TRUNC`, `O_NOFOLLOW`.
  ///   - isDurable: the file's data are synced before this returns.
  /// - Throws: `storage-full`, `storage-failed`.
  static func write(_ bytes: [UInt8], to path: String, flags: Int32, isDurable: Bool) throws(HubError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw HubError(fileErrno: errno) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw HubError(fileErrno: errno) }
      done += written
    }
    guard !isDurable || fdatasync(descriptor) == 0 else { throw HubError(fileErrno: errno) }
  }
}

extension HubError {
  /// What a failed file call means: `storage-full` for ENOSPC and EDQUOT, else `storage-failed`.
  init(fileErrno number: Int32) {
    self.init([ENOSPC, EDQUOT].contains(number) ? .storageFull : .storageFailed, "errno \(number)")
  }
}
