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
        try await files.run { try FileCalls.write(piece, to: path, flags: O_APPEND | O_NOFOLLOW, isDurable: false) }
      }
    } catch { throw HubError(wrapping: error) }
    return try await body(path)
  }
}
