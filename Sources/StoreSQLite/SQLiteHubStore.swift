import Foundation
import GRDB
import HubModel

/// `HubStore` on one SQLite file in WAL mode: one writer with group commit, a few reader threads with snapshots.
///
/// A write answers after `synchronous=FULL` has made its commit durable. When a commit's write or sync fails, its whole
/// group is told `storage-failed` and further writes are refused until the store is opened again; reads go on.
/// A full disk answers `storage-full`, one that is read-only `storage-failed`, and later writes are tried anew.
package final class SQLiteHubStore: HubStore {
  private let commits: CommitQueue
  private let readers: ReaderThreads
  private let credentials = CredentialMemory()
  /// As SQLite answered at opening.
  package let durability: DurabilitySettings

  /// Opens or creates the store and brings its tables up to date. Blocks while it does.
  ///
  /// - Parameters:
  ///   - path: The database file; its folder must exist.
  ///   - readerCount: Questions answered at the same time.
  ///   - maximumPages: Upper limit of the file in pages of 4 KiB; beyond it writes answer `storage-full`.
  ///   - faults: Planned failures of commits, for tests.
  /// - Throws: `store-damaged` when the file is no database or from a newer program, `storage-failed` otherwise.
  package init(path: String, readerCount: Int = 3, maximumPages: Int? = nil, faults: @escaping CommitFaults = { nil }) throws {
    do {
      let connection = try Connections.openWriter(path: path, maximumPages: maximumPages)
      try Schema.migrate(connection)
      durability = try connection.writeWithoutTransaction { try DurabilitySettings(of: $0) }
      readers = try ReaderThreads(path: path, count: readerCount)
      commits = CommitQueue(connection: connection, credentials: credentials, faults: faults)
    } catch {
      throw StoreFault.hubError(from: error)
    }
  }

  deinit {
    readers.stop()
    commits.stop()
  }

  package func read<Value: Sendable>(_ body: @escaping @Sendable (any HubReading) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      readers.ask { connection in
        continuation.resume(with: Result { try Self.answer(body, on: connection) })
      }
    }
  }

  package func principal(tokenDigest: SecretDigest) async throws -> Principal? {
    let (known, generation) = credentials.principal(tokenDigest)
    if let known { return known }
    let found = try await read { try $0.principal(tokenDigest: tokenDigest) }
    if let found { credentials.keep(found, for: tokenDigest, since: generation) }
    return found
  }

  package func write<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let run: @Sendable (SQLiteTransaction) throws -> PendingWrite.Success = { transaction in
        let value = try body(transaction)
        return { continuation.resume(returning: value) }
      }
      commits.submit(PendingWrite(run: run, fail: { continuation.resume(throwing: $0) }))
    }
  }

  package func writeBlocking<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) throws -> Value {
    let answer = WaitingAnswer<Value>()
    let run: @Sendable (SQLiteTransaction) throws -> PendingWrite.Success = { transaction in
      let value = try body(transaction)
      return { answer.give(.success(value)) }
    }
    commits.commit(PendingWrite(run: run, fail: { answer.give(.failure($0)) }, turn: answer.wakeUp), answering: answer)
    return try answer.get(orThrow: HubError(.internalError, "commit without an answer"))
  }

  /// Finishes what was begun, folds the log into the file and closes it. Later calls answer `shutting-down`.
  package func close() async {
    let (readers, commits) = (readers, commits)
    await withCheckedContinuation { continuation in
      StoreThread.run(named: "store-closer") {
        readers.stopAndWait()
        commits.stopAndWait()
        continuation.resume()
      }
    }
  }

  /// Writes one committed state to a new file while the store goes on working; the file is synced by the caller.
  ///
  /// - Throws: `storage-failed`, `storage-full`; a file that is there is `already-exists`.
  package func snapshot(to path: String) async throws(HubError) {
    do {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        readers.ask { connection in continuation.resume(with: Result { try Self.snapshot(of: connection, to: path) }) }
      }
    } catch { throw (error as? HubError) ?? HubError(.storageFailed, "snapshot") }
  }

  private static func snapshot(of connection: DatabaseQueue?, to path: String) throws {
    guard let connection else { throw HubError(.shuttingDown) }
    guard !FileManager.default.fileExists(atPath: path) else { throw HubError(.alreadyExists, "snapshot") }
    do {
      // In one statement of one reader, which sees one state; the writer is not kept waiting.
      try connection.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
      chmod(path, 0o600)
    } catch { throw StoreFault.hubError(from: error) }
  }

  /// Checks the whole file's structure and foreign keys; takes time in proportion to its size.
  ///
  /// - Returns: SQLite's complaints; empty when all is well.
  package func integrityProblems() async throws -> [String] {
    try await withCheckedThrowingContinuation { continuation in
      readers.ask { connection in continuation.resume(with: Result { try Self.integrityProblems(on: connection) }) }
    }
  }

  private static func answer<Value>(_ body: (any HubReading) throws -> Value, on connection: DatabaseQueue?) throws -> Value {
    guard let connection else { throw HubError(.shuttingDown) }
    do { return try connection.read { try body(SQLiteTransaction($0)) } } catch { throw StoreFault.hubError(from: error) }
  }

  private static func integrityProblems(on connection: DatabaseQueue?) throws -> [String] {
    guard let connection else { throw HubError(.shuttingDown) }
    do {
      return try connection.read { database in
        let complaints = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { "foreign key of \($0[0] as String? ?? "?")" }
        return complaints + orphans
      }
    } catch { throw StoreFault.hubError(from: error) }
  }
}
