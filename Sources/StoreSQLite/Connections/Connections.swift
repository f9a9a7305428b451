import Foundation
import GRDB
import HubModel

/// How connections to the store's file are opened. One writes and owns all checkpoints; the others only read.
enum Connections {
  /// Opens the writer and makes its commits durable: WAL with `synchronous=FULL`, read back.
  ///
  /// - Throws: `storage-failed` when SQLite does not keep the promised settings, `store-damaged` when the file is no database.
  static func openWriter(path: String, maximumPages: Int?) throws -> DatabaseQueue {
    var configuration = common
    configuration.journalMode = .wal
    let isNew = !FileManager.default.fileExists(atPath: path)
    let writer = try DatabaseQueue(path: path, configuration: configuration)
    try writer.writeWithoutTransaction { try makeDurable($0, maximumPages: maximumPages) }
    if isNew { try syncFolder(of: path) }
    return writer
  }

  static func openReader(path: String) throws -> DatabaseQueue {
    var configuration = common
    configuration.readonly = true
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  private static var common: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      // No mmap: an I/O error in a mapped page is a signal, not an answer.
      try database.execute(sql: "PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA trusted_schema=OFF")
    }
    return configuration
  }

  /// GRDB's own WAL set-up sets `synchronous=NORMAL` after `prepareDatabase`, hence here and read back.
  private static func makeDurable(_ database: Database, maximumPages: Int?) throws {
    try database.execute(sql: "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864")
    if let maximumPages { try database.execute(sql: "PRAGMA max_page_count=\(maximumPages)") }
    let settings = try DurabilitySettings(of: database)
    guard settings == .required else { throw HubError(.storageFailed, "settings not kept: \(settings)") }
  }

  /// SQLite syncs the folder for the WAL, but not for a new database file.
  private static func syncFolder(of path: String) throws {
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw HubError(.storageFailed, "errno \(errno)") }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw HubError(.storageFailed, "errno \(errno)") }
  }
}

/// What SQLite says of the writer connection when asked (PRAGMA read-back).
package struct DurabilitySettings: Sendable, Equatable {
  package var journalMode: String
  /// 2 is FULL: the log is synced before a commit returns.
  package var synchronous: Int
  package var foreignKeys: Int
  package var mmapSizeBytes: Int

  static let required = DurabilitySettings(journalMode: "wal", synchronous: 2, foreignKeys: 1, mmapSizeBytes: 0)

  private init(journalMode: String, synchronous: Int, foreignKeys: Int, mmapSizeBytes: Int) {
    (self.journalMode, self.synchronous, self.foreignKeys, self.mmapSizeBytes) = (journalMode, synchronous, foreignKeys, mmapSizeBytes)
  }

  init(of database: Database) throws {
    journalMode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? ""
    synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
    foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys") ?? -1
    mmapSizeBytes = try Int.fetchOne(database, sql: "PRAGMA mmap_size") ?? 0
  }
}
