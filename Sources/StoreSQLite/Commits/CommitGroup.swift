import GRDB
import HubModel

/// Asked before each commit: what goes wrong with it. The product's answer is always `nil`; tests plan failures.
package typealias CommitFaults = @Sendable () -> CommitFault?

/// A commit that fails as SQLite reports it.
package enum CommitFault: Sendable {
  case diskFull
  case syncFailed

  var databaseError: DatabaseError {
    switch self {
    case .diskFull: DatabaseError(resultCode: .SQLITE_FULL)
    case .syncFailed: DatabaseError(resultCode: .SQLITE_IOERR_FSYNC)
    }
  }
}

/// Runs waiting bodies in one transaction, each in its own savepoint, and commits once.
struct CommitGroup {
  let database: Database
  let faults: CommitFaults
  /// Called when a body changed who a token speaks for: before the group is answered, whether its commit came about or not.
  let onCredentials: () -> Void

  /// - Returns: for each body the answer to give, in order: nothing may be answered before this returns,
  ///   since even a refusal can rest on what another body of the group did.
  /// - Throws: when the commit failed; then nothing of the group is kept and all of it must be told so.
  func commit(_ bodies: [PendingWrite]) throws -> [PendingWrite.Success] {
    try database.beginTransaction(.immediate)
    var changesCredentials = false
    // What one body knows of the chain's end the next one need not ask; a body that leaves nothing behind has not moved it.
    var head: AuditHead?
    defer { if changesCredentials { onCredentials() } }
    do {
      let answers = try bodies.map { body in
        let transaction = SQLiteTransaction(database, knownAuditHead: head)
        defer { changesCredentials = changesCredentials || transaction.changesCredentials }
        let (answer, isKept) = try runInSavepoint(body, transaction)
        if isKept { head = transaction.knownAuditHead }
        return answer
      }
      if let fault = faults() { throw fault.databaseError }
      try database.commit()
      return answers
    } catch {
      // After some errors SQLite has rolled back by itself.
      if database.isInsideTransaction { try? database.rollback() }
      throw error
    }
  }

  private func runInSavepoint(_ body: PendingWrite, _ transaction: SQLiteTransaction) throws -> (answer: PendingWrite.Success, isKept: Bool) {
    try database.cachedStatement(sql: "SAVEPOINT body").execute()
    do {
      let success = try body.run(transaction)
      if let fault = transaction.groupFault { throw fault }
      try database.cachedStatement(sql: "RELEASE SAVEPOINT body").execute()
      return (success, true)
    } catch {
      if let fault = transaction.groupFault { throw fault }
      guard database.isInsideTransaction, !StoreFault.endsTransaction(error) else { throw error }
      try database.cachedStatement(sql: "ROLLBACK TO SAVEPOINT body").execute()
      try database.cachedStatement(sql: "RELEASE SAVEPOINT body").execute()
      let answer = StoreFault.hubError(from: error)
      return ({ body.fail(answer) }, false)
    }
  }
}
