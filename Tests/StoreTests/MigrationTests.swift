import Foundation
import HubModel
import HubTesting
import StoreSQLite
import Testing

/// A store that an earlier program wrote is brought up to date with nothing lost.
@Suite struct MigrationTests {
  private static let hasPython = (try? run("import sqlite3", on: "")) == 0

  private static func run(_ program: String, on path: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program, path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Takes back what step 7 does.
  private static let beforeAmendments = """
    import sqlite3, sys
    database = sqlite3.connect(sys.argv[1])
    database.executescript('''
      DROP TRIGGER delivery_kept; DROP TRIGGER report_version_content; DROP INDEX critical_episode_of_patient;
      CREATE TABLE old (
        clinic INTEGER NOT NULL REFERENCES clinic, sequence INTEGER NOT NULL, reading INTEGER NOT NULL REFERENCES reading,
        report_version INTEGER NOT NULL UNIQUE REFERENCES report_version, created_at INTEGER NOT NULL, acknowledged_at INTEGER,
        PRIMARY KEY (clinic, sequence)) STRICT, WITHOUT ROWID;
      INSERT INTO old SELECT clinic, sequence, reading, report_version, created_at, acknowledged_at FROM delivery;
      DROP TABLE delivery; ALTER TABLE old RENAME TO delivery;
      CREATE INDEX delivery_waiting ON delivery (clinic, sequence) WHERE acknowledged_at IS NULL;
      CREATE TRIGGER report_version_content BEFORE UPDATE OF content_json ON report_version BEGIN SELECT RAISE(ABORT, 'x'); END;
      CREATE TRIGGER delivery_kept BEFORE DELETE ON delivery BEGIN SELECT RAISE(ABORT, 'x'); END;
      ALTER TABLE reading DROP COLUMN amendment; ALTER TABLE report_version DROP COLUMN amendment;
      DELETE FROM grdb_migrations WHERE identifier = '7 amendments';
    ''')
    """

  @Test(.enabled(if: hasPython, "SKIPPED: needs python3 with sqlite3"))
  func deliveriesOutliveTheStepToAmendments() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    let store = try SQLiteHubStore(path: path)
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (reading, version) = try await store.write { store in
      let reading = try store.addInventedReading(1, clinic: region.clinic)
      let version = try store.addInventedVersion(of: reading.id, by: region.reader.id)
      try store.sign(version.id, with: ReportSignature(signer: region.reader.id, signedAt: .invented(1), signedPDF: .invented(1)))
      _ = try store.addDelivery(of: version.id, reading: reading.id, to: region.clinic.id, at: .invented(2))
      _ = try store.acknowledgeDelivery(to: region.clinic.id, sequence: 1, at: .invented(3))
      return (reading, version)
    }
    let before = try await store.read { (try $0.deliveries(of: reading.id), try $0.reportVersions(of: reading.id), try $0.reading(reading.id)) }
    await store.close()
    #expect(try Self.run(Self.beforeAmendments, on: path) == 0)
    let migrated = try SQLiteHubStore(path: path)
    let after = try await migrated.read { (try $0.deliveries(of: reading.id), try $0.reportVersions(of: reading.id), try $0.reading(reading.id)) }
    #expect(before.0.count == 1 && after.0 == before.0 && after.1 == before.1 && after.2 == before.2)
    let next = try await migrated.write { store in
      try store.addDelivery(of: version.id, reading: reading.id, to: region.clinic.id, at: .invented(4), isPreliminary: true)
    }
    #expect(next.sequence == 2)
    await migrated.close()
  }
}
