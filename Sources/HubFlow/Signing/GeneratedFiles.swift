import Foundation
import HubModel
import Trust

/// Bytes that the hub itself made: into the blob store, or for a while into a file.
struct GeneratedFiles: Sendable {
  let blobs: any BlobStore
  private let stagingPaths: StagingPaths
  private let files = BlockingWork(label: "generated", width: 4)

  init(blobs: any BlobStore, stagingDirectory: String, random: any RandomSource) {
    self.blobs = blobs
    stagingPaths = StagingPaths(directory: stagingDirectory, random: random)
  }

  func keep(_ bytes: [UInt8]) async throws(HubError) -> BlobKey {
    try await files.run { [blobs] in
      let key = try BlobKey(SHA256Digest(hashing: bytes))
      try blobs.put(bytes, as: key)
      return key
    }
  }

  /// Runs `body` with an object in a file that is gone afterwards.
  ///
  /// - Throws: `store-damaged` before `body` sees a byte; what `body` throws.
  func withFile<Value: Sendable>(of object: Arrival, _ body: (String) async throws(HubError) -> Value) async throws(HubError) -> Value {
    let path = try stagingPaths.next()
    defer { unlink(path) }
    do {
      try await blobs.readPieces(of: object.blob, sizeBytes: object.sizeBytes, isChecked: true) { piece in
        try await files.run { try Self.append(piece, to: path) }
      }
    } catch { throw HubError(wrapping: error) }
    return try await body(path)
  }

  private static func append(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw HubError(errno == ENOSPC ? .storageFull : .storageFailed, "errno \(errno)") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        let code = errno
        throw HubError(code == ENOSPC || code == EDQUOT ? .storageFull : .storageFailed, "errno \(code)")
      }
      done += written
    }
  }
}
