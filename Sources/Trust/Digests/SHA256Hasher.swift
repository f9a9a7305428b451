import COpenSSL
import Foundation

/// A streaming SHA-256: feed bytes or ranges of files in any pieces, then `finalize()`. A value: a copy goes its own way.
/// The work is OpenSSL's, with the processor's SHA instructions where it has them.
package struct SHA256Hasher: Sendable {
  private var storage = Storage()

  package init() {}

  package mutating func update(_ bytes: some ContiguousBytes) {
    bytes.withUnsafeBytes { update(raw: $0) }
  }

  package mutating func update(raw bytes: UnsafeRawBufferPointer) {
    makeUnique()
    storage.update(bytes)
  }

  /// The digest of all bytes so far; the hasher itself can go on.
  package func finalize() -> SHA256Digest { Storage(copying: storage).finish() }

  /// Hashes `range` of an open file (whole file when `nil`) by positioned reads; the descriptor's own offset is untouched.
  /// - Throws: `TrustError` `file-unreadable` when reading fails or the file ends inside the range.
  package mutating func update(fileDescriptor: Int32, range: Range<Int64>? = nil) throws(TrustError) {
    makeUnique()
    var offset = range?.lowerBound ?? 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while range.map({ offset < $0.upperBound }) ?? true {
      let wanted = range.map { Int(min(Int64(buffer.count), $0.upperBound - offset)) } ?? buffer.count
      let count = pread(fileDescriptor, buffer.baseAddress, wanted, off_t(offset))
      if count < 0 && errno == EINTR { continue }
      if count == 0 && range == nil { return }
      guard count > 0 else { throw TrustError(.fileUnreadable) }
      storage.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += Int64(count)
    }
  }

  /// Hashes `range` of the file at `path` (whole file when `nil`).
  package mutating func update(fileAt path: String, range: Range<Int64>? = nil) throws(TrustError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TrustError(.fileUnreadable) }
    defer { close(descriptor) }
    try update(fileDescriptor: descriptor, range: range)
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
  }
}

extension SHA256Digest {
  /// The digest of a file's bytes (or of a range of them).
  package init(hashingFileAt path: String, range: Range<Int64>? = nil) throws(TrustError) {
    var hasher = SHA256Hasher()
    try hasher.update(fileAt: path, range: range)
    self = hasher.finalize()
  }
}

/// Sendable by the rule kept above: a storage is changed only while one hasher refers to it.
private final class Storage: @unchecked Sendable {
  private let state: OpaquePointer

  init() {
    guard let state = rh_sha256_new() else { preconditionFailure("libcrypto has no SHA-256 or memory is gone") }
    self.state = state
  }

  init(copying other: Storage) {
    guard let state = rh_sha256_copy(other.state) else { preconditionFailure("libcrypto cannot copy a digest: memory is gone") }
    self.state = state
  }

  deinit { rh_sha256_free(state) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    let isDone = rh_sha256_update(state, bytes.baseAddress, bytes.count)
    precondition(isDone == 1, "libcrypto refused to hash")
  }

  func finish() -> SHA256Digest {
    withUnsafeTemporaryAllocation(byteCount: SHA256Digest.byteCount, alignment: 8) { buffer in
      let isDone = rh_sha256_final(state, buffer.baseAddress!)
      precondition(isDone == 1, "libcrypto refused to finish a digest")
      return SHA256Digest(raw: UnsafeRawBufferPointer(buffer))
    }
  }
}
