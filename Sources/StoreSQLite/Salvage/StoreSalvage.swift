import Foundation
import GRDB
import HubModel

/// What could be taken over from a store's file.
package struct SalvageResult: Sendable, Equatable, Codable {
  package struct Table: Sendable, Equatable, Codable {
    package var name: String
    package var rows: Int
    /// False: rows of it do not read any more, or speak of rows that do not.
    package var isWhole: Bool
  }
  /// False: there is no file, or nothing in it reads.
  package var isReadable = false
  package var tables: [Table] = []
  package var isWhole: Bool { isReadable && tables.allSatisfy(\.isWhole) }
}

/// Takes from a store's file, in whatever state it is, all rows that still read, into a new store. The file itself is not touched: a copy is
/// worked on.
package enum StoreSalvage {
  /// In the order in which they name each other.
  static let tables = [
    "hospital", "clinic", "clinic_ae_title", "reader", "token", "enrolment", "setting", "upload", "patient", "study", "arrival", "quarantine",
    "reading", "screening", "statement_override", "report_version", "delivery", "audit", "job", "job_turn", "job_served", "critical_episode",
    "critical_event",
  ]

  /// Blocks. Only for a folder that is held by its lock.
  ///
  /// - Parameters:
  ///   - source: the store's file; need not be there.
  ///   - target: where the new store is made; nothing may be there.
  /// - Throws: `store-damaged` for a store of a newer program; `storage-full`, `storage-failed` where the new one cannot be written.
  package static func run(from source: String, into target: String) throws -> SalvageResult {
    let copy = target + ".source"
    defer { remove(copy) }
    do {
      let new = try Connections.openWriter(path: target, maximumPages: nil)
      defer { try? new.close() }
      try Schema.migrate(new)
      // Its log is emptied into it, so that it is one file.
      defer { _ = try? new.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") } }
      guard let old = try open(source, as: copy) else { return SalvageResult() }
      defer { try? old.close() }
      var result = SalvageResult(isReadable: true)
      try new.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA cache_size=-65536")
        for table in tables {
          try database.inTransaction {
            result.tables.append(try old.inDatabase { try TableSalvage(from: $0, to: database, table: table).run() })
            return .commit
          }
        }
        try database.inTransaction {
          for step in mends { try database.execute(sql: step) }
          return .commit
        }
      }
      return result
    } catch { throw StoreFault.hubError(from: error) }
  }

  /// The old store's copy, brought up to date; `nil` where it cannot be read at all.
  private static func open(_ source: String, as copy: String) throws -> DatabaseQueue? {
    remove(copy)
    guard FileManager.default.fileExists(atPath: source) else { return nil }
    for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: source + ending) {
      do { try FileManager.default.copyItem(atPath: source + ending, toPath: copy + ending) } catch {
        throw HubError(.storageFailed, "the store cannot be copied")
      }
    }
    let connection: DatabaseQueue
    do {
      connection = try DatabaseQueue(path: copy)
      guard try connection.read({ try $0.tableExists("arrival") }) else { return nil }
    } catch { return nil }
    if (try? connection.read(Schema.migrator.hasBeenSuperseded)) == true { throw HubError(.storeDamaged, "written by a newer program") }
    do { try Schema.migrator.migrate(connection) } catch { return nil }
    return connection
  }

  private static func remove(_ path: String) {
    for ending in ["", "-wal", "-shm", "-journal"] { unlink(path + ending) }
  }

  /// What lost rows leave behind: a study without its reading is made anew from its objects, and every object that belongs to none is to be
  /// indexed.
  private static let mends = [
    """
    CREATE TEMP TABLE lost_study AS SELECT id FROM study WHERE kind IS NOT NULL AND id NOT IN (SELECT study FROM reading)
      AND id NOT IN (SELECT study FROM screening)
    """,
    "DELETE FROM job WHERE study IN (SELECT id FROM lost_study)",
    "UPDATE arrival SET study = NULL WHERE study IN (SELECT id FROM lost_study)",
    "DELETE FROM study WHERE id IN (SELECT id FROM lost_study)",
    "UPDATE study SET object_count = (SELECT count(*) FROM arrival WHERE arrival.study = study.id)",
    """
    INSERT INTO job (arrival, study, lane, state, attempts, not_before, is_urgent)
      SELECT id, NULL, 'index', 'waiting', 0, received_at, is_urgent FROM arrival
      WHERE study IS NULL AND quarantine_code IS NULL AND id NOT IN (SELECT arrival FROM job)
    """,
    "DROP TABLE lost_study",
  ]
}
