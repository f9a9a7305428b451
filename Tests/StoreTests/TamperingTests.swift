import Foundation
import HubModel
import HubTesting
import StoreSQLite
import Testing

/// What happens when somebody else's hands were in the store's file.
@Suite struct TamperingTests {
  private static let python = "/usr/bin/env"
  private static let hasPython = (try? run("import sqlite3")) == 0

  /// Runs a Python program; the file to work on is its first argument.
  private static func run(_ program: String, on path: String = "") throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["python3", "-c", program, path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static func sql(_ statement: String, on path: String) throws -> Int32 {
    try run("import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute(\"\"\"\(statement)\"\"\"); d.commit()", on: path)
  }

  /// A closed store with one reading, one signed report version, one delivery, one screening and one audit entry.
  private static func makeStore(at path: String) async throws -> Reading {
    let store = try SQLiteHubStore(path: path)
    let reading = try await store.write { transaction in
      let region = try InventedRegion.add(to: transaction)
      let reading = try transaction.addInventedReading(1, clinic: region.clinic)
      guard case .stored(let object) = try transaction.add(Arrival.invented(1, from: region.clinic)) else { throw HubError(.internalError) }
      try transaction.add(
        Screening(
          study: reading.study, object: object, algorithmVersion: "1", screenedAt: .invented(1), grade: .ordinary, reasons: [], findings: [],
          resultJSON: []))
      let version = try transaction.addInventedVersion(of: reading.id, by: region.reader.id)
      try transaction.sign(version.id, with: ReportSignature(signer: region.reader.id, signedAt: .invented(1), signedPDF: .invented(1)))
      _ = try transaction.addDelivery(of: version.id, reading: reading.id, to: region.clinic.id, at: .invented(2))
      try transaction.appendInventedEntry(.reportSigned, subject: "report")
      return reading
    }
    await store.close()
    return reading
  }

  @Test(
    .enabled(if: hasPython, "SKIPPED: needs python3 with sqlite3"),
    arguments: [
      "UPDATE audit SET detail = 'x'", "DELETE FROM audit", "UPDATE screening SET grade = 'critical'", "DELETE FROM screening",
      "UPDATE report_version SET content_json = x'00'", "UPDATE report_version SET signer = 2", "DELETE FROM report_version", "DELETE FROM delivery",
    ])
  func theFileItselfForbidsRewriting(_ statement: String) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    _ = try await Self.makeStore(at: path)
    #expect(try Self.sql("SELECT 1", on: path) == 0)
    #expect(try Self.sql(statement, on: path) != 0)
  }

  @Test(
    .enabled(if: hasPython, "SKIPPED: needs python3 with sqlite3"),
    arguments: [
      "UPDATE reading SET state = 'asleep'", "UPDATE reading SET priority = 9", "UPDATE reading SET screening = 'guessed'",
      "UPDATE reading SET is_urgent = 2", "UPDATE reading SET grade = ''",
    ])
  func aRowThatDoesNotDecodeIsDamageNotACrash(_ statement: String) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    let reading = try await Self.makeStore(at: path)
    #expect(try Self.sql(statement, on: path) == 0)
    let store = try SQLiteHubStore(path: path)
    await #expect(throws: HubError(.storeDamaged)) { try await store.read { try $0.reading(reading.id) } }
    await #expect(throws: HubError(.storeDamaged)) { try await store.write { try $0.reading(of: reading.study) } }
    try await store.write { try $0.set("1", forSetting: "still alive") }
    await store.close()
  }

  @Test func aFileThatIsNoDatabaseIsDamage() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: path))
    #expect(throws: HubError(.storeDamaged)) { try SQLiteHubStore(path: path) }
  }

  @Test func aMissingFolderIsAFailure() {
    #expect(throws: HubError(.storageFailed)) { try SQLiteHubStore(path: "/nonexistent-folder/hub.sqlite") }
  }

  @Test(.enabled(if: hasPython, "SKIPPED: needs python3 with sqlite3"))
  func aFileOfANewerProgramIsRefused() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    _ = try await Self.makeStore(at: path)
    #expect(try Self.sql("INSERT INTO grdb_migrations VALUES ('9 from the future')", on: path) == 0)
    #expect(throws: HubError(.storeDamaged)) { try SQLiteHubStore(path: path) }
  }
}
