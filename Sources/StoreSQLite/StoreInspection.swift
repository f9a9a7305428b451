import Foundation
import GRDB
import HubModel

/// A look at a store's file that nobody works on, without bringing it up to date.
package enum StoreInspection {
  package enum SchemaState: Sendable, Equatable { case current, older, newer }

  package struct Facts: Sendable {
    package var schema: SchemaState
    /// `nil` unless the schema is this program's.
    package var counts: OperationCounts?
  }

  /// Blocks. Only for a folder that is held by its lock.
  ///
  /// - Throws: `store-damaged` for what is no store, `storage-failed`.
  package static func inspect(path: String, at now: Instant) throws(HubError) -> Facts {
    do {
      guard FileManager.default.fileExists(atPath: path) else { throw HubError(.storeDamaged, "no file") }
      let connection = try Connections.openReader(path: path)
      defer { try? connection.close() }
      let migrator = Schema.migrator
      return try connection.read { database in
        if try migrator.hasBeenSuperseded(database) { return Facts(schema: .newer, counts: nil) }
        guard try migrator.hasCompletedMigrations(database) else { return Facts(schema: .older, counts: nil) }
        return Facts(schema: .current, counts: try SQLiteTransaction(database).operationCounts(at: now))
      }
    } catch { throw StoreFault.hubError(from: error) as? HubError ?? HubError(.storageFailed, "store") }
  }
}
