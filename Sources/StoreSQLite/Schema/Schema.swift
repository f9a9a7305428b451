import GRDB
import HubModel

/// The tables, as numbered steps that only ever grow.
enum Schema {
  /// "RHub" in ASCII: tells other tools whose file this is.
  private static let applicationID = 0x5248_7562

  /// - Throws: `store-damaged` when a newer program has been here.
  static func migrate(_ connection: DatabaseQueue) throws {
    let migrator = migrator
    if try connection.read(migrator.hasBeenSuperseded) { throw HubError(.storeDamaged, "written by a newer program") }
    try migrator.migrate(connection)
  }

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 first tables") { database in
      for step in [peopleTables, objectTables, readingTables, reportTables, proofTables] { try database.execute(sql: step) }
      try database.execute(sql: "PRAGMA application_id=\(applicationID)")
    }
    migrator.registerMigration("2 data sets are compared themselves") { try $0.execute(sql: "ALTER TABLE arrival DROP COLUMN data_set_digest") }
    migrator.registerMigration("3 critical episodes") { try $0.execute(sql: criticalTables) }
    migrator.registerMigration("4 second doctor") { try $0.execute(sql: reviewColumns) }
    migrator.registerMigration("5 readers' words on statements") { try $0.execute(sql: overrideTables) }
    migrator.registerMigration("6 licences") { try $0.execute(sql: "ALTER TABLE reader ADD COLUMN licence TEXT") }
    migrator.registerMigration("7 amendments") { try $0.execute(sql: amendmentTables) }
    migrator.registerMigration("8 changed reports") {
      try $0.execute(sql: "CREATE INDEX report_version_followed ON report_version (signed_at) WHERE number > 1")
    }
    migrator.registerMigration("9 lanes of jobs") { try $0.execute(sql: jobLanes) }
    return migrator
  }
}
