import GRDB
import HubModel

/// Runs waiting bodies in one transaction, each in its own savepoint, and commits once.
struct CommitGroup {
  /// The last step, replaceable so that tests can let it fail.
  typealias CommitCall = @Sendable (Database) throws -> Void

  let database: Database
  let commitCall: CommitCall

  /// - Returns: for each body the answer to give, in order: nothing may be answered before this returns,
  ///   since even a refusal can rest on what another body of the group did.
  /// - Throws: when the commit failed; then nothing of the group is kept and all of it must be told so.
  func commit(_ bodies: [PendingWrite]) throws -> [PendingWrite.Success] {
    try database.beginTransaction(.immediate)
    do {
      let answers = try bodies.map(runInSavepoint)
      try commitCall(database)
      return answers
    } catch {
      // After some errors SQLite has rolled back by itself.
      if database.isInsideTransaction { try? database.rollback() }
      throw error
    }
  }

  private func runInSavepoint(_ body: PendingWrite) throws -> PendingWrite.Success {
    try database.cachedStatement(sql: "SAVEPOINT body").execute()
    let transaction = SQLiteTransaction(database)
    do {
      let success = try body.run(transaction)
      if let fault = transaction.groupFault { throw fault }
      try database.cachedStatement(sql: "RELEASE SAVEPOINT body").execute()
      return success
    } catch {
      if let fault = transaction.groupFault { throw fault }
      guard database.isInsideTransaction, !StoreFault.endsTransaction(error) else { throw error }
      try database.cachedStatement(sql: "ROLLBACK TO SAVEPOINT body").execute()
      try database.cachedStatement(sql: "RELEASE SAVEPOINT body").execute()
      let answer = StoreFault.hubError(from: error)
      return { body.fail(answer) }
    }
  }
}
