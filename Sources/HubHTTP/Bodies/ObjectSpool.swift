import Foundation
import HubFlow
import HubModel
import Hummingbird
import NIOCore
import Synchronization
import Trust

/// Streams one announced object from a request into a staging file, hashing on the way. Files are written on threads of their own.
///
/// Memory stays at a few chunks whatever the object's size: the next piece is asked of the connection only when the last is written.
struct ObjectSpool: Sendable {
  let path: String
  let expectedBytes: Int64
  let files: BlockingWork

  private static let chunkBytes = 256 << 10

  /// The body in the file at `path`; at most one byte more than expected is counted, none of it kept. Whether the length is right is for
  /// the intake to say, which records a refusal; making the file durable is the blob store's work.
  ///
  /// - Throws: `length-mismatch` when the connection breaks off (nobody's refusal: the sender goes on later), `storage-full`,
  ///   `storage-failed`. The caller removes the file.
  func receive(_ body: RequestBody) async throws(HubError) -> StagedFile {
    let path = path
    let file = try await files.run { try SpoolFile(path: path) }
    var pieces = body.makeAsyncIterator()
    var pending = ByteBuffer()
    var received: Int64 = 0
    while let piece = try await next(&pieces) {
      guard received + Int64(piece.readableBytes) <= expectedBytes else {
        received = expectedBytes + 1
        break
      }
      received += Int64(piece.readableBytes)
      pending.writeImmutableBuffer(piece)
      if pending.readableBytes >= Self.chunkBytes {
        try await write(pending, to: file)
        pending.clear()
      }
    }
    if pending.readableBytes > 0 { try await write(pending, to: file) }
    let digest = try await files.run { try file.close() }
    return StagedFile(path: path, digest: digest, sizeBytes: received)
  }

  private func next(_ pieces: inout RequestBody.AsyncIterator) async throws(HubError) -> ByteBuffer? {
    do { return try await pieces.next() } catch { throw HubError(.lengthMismatch, "the body broke off") }
  }

  private func write(_ bytes: ByteBuffer, to file: SpoolFile) async throws(HubError) {
    try await files.run { try file.append(bytes) }
  }
}

/// A new file and the hash of what was written to it. One call at a time; the lock says so to the compiler.
private final class SpoolFile: Sendable {
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
