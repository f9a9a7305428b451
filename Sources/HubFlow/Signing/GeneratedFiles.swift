import Foundation
import HubModel
import Trust

/// Puts bytes that the hub itself made into the blob store, by way of the staging area like everything else.
struct GeneratedFiles: Sendable {
  let blobs: any BlobStore
  let stagingDirectory: String
  let random: any RandomSource
  private let files = BlockingWork(label: "generated", width: 4)

  init(blobs: any BlobStore, stagingDirectory: String, random: any RandomSource) {
    self.blobs = blobs
    self.stagingDirectory = stagingDirectory
    self.random = random
  }

  func keep(_ bytes: [UInt8]) async throws(HubError) -> BlobKey {
    let path = try newPath()
    let key = try await files.run {
      try Self.write(bytes, to: path)
      return try BlobKey(SHA256Digest(hashing: bytes))
    }
    do throws(HubError) {
      try await blobs.put(StagedFile(path: path, digest: key, sizeBytes: Int64(bytes.count)))
    } catch {
      unlink(path)
      throw error
    }
    return key
  }

  /// Runs `body` with the bytes in a file that is gone afterwards.
  func withFile<Value: Sendable>(_ bytes: [UInt8], _ body: (String) async throws(HubError) -> Value) async throws(HubError) -> Value {
    let path = try newPath()
    defer { unlink(path) }
    try await files.run { try Self.write(bytes, to: path) }
    return try await body(path)
  }

  private func newPath() throws(HubError) -> String {
    do { return stagingDirectory + "/" + Hexadecimal.encode(try random.randomBytes(count: 16)) } catch {
      throw HubError(.internalError, "randomness")
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw HubError(errno == ENOSPC ? .storageFull : .storageFailed, "errno \(errno)") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        let code = errno
        unlink(path)
        throw HubError(code == ENOSPC || code == EDQUOT ? .storageFull : .storageFailed, "errno \(code)")
      }
      done += written
    }
  }
}
