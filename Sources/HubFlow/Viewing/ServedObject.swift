import DICOM
import HubModel

/// An object on its way to a reader: found whole, and harmless as a file whatever its sender wrote before the magic word.
package struct ServedObject: Sendable {
  package let format: ObjectFormat
  package let sizeBytes: Int64
  private let key: BlobKey
  private let blobs: any BlobStore
  /// The bytes of a small object; a large one is read again piece by piece.
  private let whole: [UInt8]?

  /// Reads all of it once, so that damage is told before the first byte is served.
  ///
  /// - Throws: `store-damaged`, `storage-failed`.
  init(_ arrival: Arrival, in blobs: any BlobStore) async throws(HubError) {
    (format, sizeBytes, key) = (arrival.format, arrival.sizeBytes, arrival.blob)
    self.blobs = blobs
    if arrival.sizeBytes <= FileLimits.wholeBytes {
      whole = try await blobs.read(arrival.blob, range: nil)
    } else {
      whole = nil
      do { try await blobs.readPieces(of: arrival.blob, sizeBytes: arrival.sizeBytes, isChecked: true) { _ in } } catch {
        throw HubError(wrapping: error)
      }
    }
  }

  /// Hands the bytes over in order.
  package func pieces(_ take: ([UInt8]) async throws -> Void) async throws {
    if let whole { return try await take(disarmed(whole)) }
    var isFirst = true
    try await blobs.readPieces(of: key, sizeBytes: sizeBytes, isChecked: false) { piece in
      try await take(isFirst ? disarmed(piece) : piece)
      isFirst = false
    }
  }

  private func disarmed(_ start: [UInt8]) -> [UInt8] {
    guard format == .dicom else { return start }
    var bytes = start
    Preamble.disarm(&bytes)
    return bytes
  }
}
