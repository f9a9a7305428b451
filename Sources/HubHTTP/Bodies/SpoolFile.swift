import Foundation
import HubModel
import NIOCore
import Synchronization
import Trust

/// A new file and the hash of what was written to it. One call at a time; the lock says so to the compiler.
final class SpoolFile: Sendable {
  private struct State {
    var descriptor: Int32
    var hasher = SHA256Hasher()
  }
  private let state: Mutex<State>

  init(path: String) throws(HubError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(errno) }
    state = Mutex(State(descriptor: descriptor))
  }

  deinit {
    state.withLock { if $0.descriptor >= 0 { Foundation.close($0.descriptor) } }
  }

  func append(_ bytes: ByteBuffer) throws(HubError) {
    let failed = bytes.withUnsafeReadableBytes { raw in
      state.withLock { state -> Int32? in
        state.hasher.update(raw: raw)
        return Self.writeAll(raw, to: state.descriptor)
      }
    }
    if let failed { throw Self.failure(failed) }
  }

  /// The digest of all that was written.
  func close() throws(HubError) -> BlobKey {
    let (hex, result) = state.withLock { state in
      let result = Foundation.close(state.descriptor)
      state.descriptor = -1
      return (state.hasher.finalize().hex, result)
    }
    guard result == 0, let key = BlobKey(rawValue: hex) else { throw HubError(.storageFailed) }
    return key
  }

  /// `nil` when all is written, else the error number.
  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  private static func failure(_ number: Int32) -> HubError {
    number == ENOSPC || number == EDQUOT ? HubError(.storageFull) : HubError(.storageFailed, "error \(number)")
  }
}
