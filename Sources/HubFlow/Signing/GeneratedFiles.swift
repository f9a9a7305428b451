import DICOM
import Foundation
import HubModel
import Synchronization
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

  /// Runs `body` with an object in a file that is gone afterwards: on the disk, or, where that takes nothing and the object is not too large, in
  /// memory.
  ///
  /// - Throws: `store-damaged` before `body` sees a byte; what `body` throws.
  func withFile<Value: Sendable>(of object: Arrival, _ body: (String) async throws(HubError) -> Value) async throws(HubError) -> Value {
    let path = try stagingPaths.next()
    defer { unlink(path) }
    do throws(HubError) {
      try await copy(object) { piece in try FileCalls.write(piece, to: path, flags: O_APPEND | O_NOFOLLOW, isDurable: false) }
    } catch {
      guard error.isWantOfStorage, MemoryShare.take(object.sizeBytes) else { throw error }
      defer { MemoryShare.giveBack(object.sizeBytes) }
      guard let file = MemoryFile(name: "object") else { throw error }
      try await copy(object) { piece in guard file.append(piece) else { throw HubError(.storageFull, "memory") } }
      return try await body(file.path)
    }
    return try await body(path)
  }

  private func copy(_ object: Arrival, _ write: @escaping @Sendable ([UInt8]) throws -> Void) async throws(HubError) {
    do {
      try await blobs.readPieces(of: object.blob, sizeBytes: object.sizeBytes, isChecked: true) { piece in
        try await files.run { try write(piece) }
      }
    } catch { throw HubError(wrapping: error) }
  }
}

/// How much memory objects may take that find no room on the disk, all together.
private enum MemoryShare {
  private static let mostBytes: Int64 = 128 << 20
  private static let taken = Mutex<Int64>(0)

  static func take(_ bytes: Int64) -> Bool {
    taken.withLock { taken in
      guard taken + bytes <= mostBytes else { return false }
      taken += bytes
      return true
    }
  }

  static func giveBack(_ bytes: Int64) { taken.withLock { $0 -= bytes } }
}
