import HubAPI
import HubModel

extension HubSession {
  package func openUpload(_ upload: NewUpload) async throws -> UploadOpened {
    try Self.decode(try await postForBytes("uploads", upload, isRepeatable: true, isUrgent: upload.isUrgent))
  }

  /// Streams the files one after another as one object.
  ///
  /// - Parameters:
  ///   - isUrgent: as the upload is.
  ///   - onSent: bytes handed to the network; negative when an attempt is begun again.
  package func send(
    _ parts: [FilePart], digest: BlobKey, upload: UploadID, isUrgent: Bool = false, onSent: (@Sendable (Int64) -> Void)? = nil
  ) async throws -> ObjectReceipt {
    var request = request(.put, "uploads/\(upload)/objects/\(digest)", isUrgent: isUrgent)
    let sizeBytes = parts.reduce(Int64(0)) { $0 + $1.sizeBytes }
    request.body = .files(parts)
    // 20 KB/s is a slow mobile line; below that a clinic is better served by trying again.
    request.timeout = .seconds(120 + sizeBytes / 20_000)
    request.onSent = onSent
    return try Self.decode(try await perform(request, isRepeatable: true))
  }

  package func refusals(limit: Int) async throws -> [RefusalRow] { try await get("refusals", [("limit", String(limit))]) }
}
