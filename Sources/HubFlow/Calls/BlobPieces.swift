import HubModel
import Trust

/// How much of an object is held in memory: it must not grow with what somebody once sent.
enum FileLimits {
  /// What is larger is read piece by piece.
  static let wholeBytes: Int64 = 8 << 20
  /// Device files and recordings beyond this are worked on one at a time.
  private static let besideOthersBytes: Int64 = 4 << 20
  static func isLarge(_ sizeBytes: Int64) -> Bool { sizeBytes > besideOthersBytes }
}

extension BlobStore {
  private static var pieceBytes: Int64 { 1 << 20 }

  /// Hands over an object's bytes in order, piece by piece.
  ///
  /// - Parameter isChecked: the digest is made anew on the way; a difference shows only after the last piece.
  /// - Throws: `not-found`, `store-damaged` for an object of another length or digest, what `take` throws.
  func readPieces(
    of key: BlobKey, sizeBytes: Int64, isChecked: Bool, _ take: ([UInt8]) async throws -> Void
  ) async throws {
    var hasher = SHA256Hasher()
    var place: Int64 = 0
    while place < sizeBytes {
      let end = min(place + Self.pieceBytes, sizeBytes)
      let piece = try await read(key, range: place..<end)
      guard Int64(piece.count) == end - place else { throw HubError(.storeDamaged, "length") }
      if isChecked { piece.withUnsafeBytes { hasher.update(raw: $0) } }
      try await take(piece)
      place = end
    }
    guard !isChecked || hasher.finalize().hex == key.rawValue else { throw HubError(.storeDamaged, "digest") }
  }
}
