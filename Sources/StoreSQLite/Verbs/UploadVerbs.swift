import Foundation
import HubModel

extension SQLiteTransaction {
  func upload(_ id: UploadID) throws -> Upload? {
    try first("SELECT \(Self.uploadColumns) FROM upload WHERE id = ?", [id.rawValue], Self.upload)
  }

  func openManifests(createdAfter: Instant, limit: Int) throws -> [Upload] {
    let query = """
      SELECT \(Self.uploadColumns) FROM upload INDEXED BY upload_open_manifests
      WHERE is_complete = 1 AND is_closed = 0 AND created_at > ? ORDER BY created_at, id LIMIT ?
      """
    return try all(query, [createdAfter.microseconds, limit], Self.upload)
  }

  func closeManifest(_ upload: UploadID) throws {
    try requireChange(run("UPDATE upload SET is_closed = 1 WHERE id = ?", [upload.rawValue]))
  }

  func add(_ upload: Upload) throws -> Upload {
    try run(
      "INSERT INTO upload (\(Self.uploadColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        upload.id.givenValue, upload.clinic.rawValue, upload.createdAt.microseconds, upload.isUrgent, upload.note,
        try upload.statedIdentity.map { try storedJSON($0) }, upload.isComplete, try storedJSON(upload.items),
      ])
    var added = upload
    added.id = UploadID(rawValue: lastInsertedID)
    return added
  }

  private static let uploadColumns = "id, clinic, created_at, is_urgent, note, stated_identity, is_complete, items"
  private static func upload(_ row: inout ColumnReader) throws -> Upload {
    Upload(
      id: try row.id(), clinic: try row.id(), createdAt: try row.instant(), isUrgent: try row.bool(), note: try row.optionalText(),
      statedIdentity: try row.optionalJSON(), isComplete: try row.bool(), items: try row.json())
  }
}
