import Glibc
import GRDB
import HubModel

/// The one connection that writes. Its calls never overlap: `CommitQueue` has one leader at a time.
final class CommitWriter: @unchecked Sendable {
  /// Row changes after which the log is folded into the database (about 1,000 pages).
  private static let changesBetweenCheckpoints = 1_500

  private let connection: DatabaseQueue
  private let credentials: CredentialMemory
  private let faults: CommitFaults
  private var failure: (any Error)?
  private var changes = 0
  private var changesAtLastCheckpoint = 0

  init(connection: DatabaseQueue, credentials: CredentialMemory, faults: @escaping CommitFaults) {
    (self.connection, self.credentials, self.faults) = (connection, credentials, faults)
  }

  var isCheckpointDue: Bool { changes - changesAtLastCheckpoint >= Self.changesBetweenCheckpoints }

  /// Commits the bodies together and answers them.
  func commit(_ group: [PendingWrite]) {
    guard !group.isEmpty else { return }
    if let failure {
      for body in group { body.fail(failure) }
      return
    }
    var systemError: Int32 = 0
    do {
      let (faults, credentials) = (self.faults, self.credentials)
      let (answers, changes) = try connection.writeWithoutTransaction { database in
        // Of this commit's calls alone.
        errno = 0
        do {
          return (try CommitGroup(database: database, faults: faults, onCredentials: credentials.forget).commit(group), database.totalChangesCount)
        } catch {
          systemError = errno
          throw error
        }
      }
      self.changes = changes
      for answer in answers { answer() }
    } catch {
      let answer = StoreFault.hubError(from: error)
      if StoreFault.forbidsFurtherWrites(error, systemError: systemError) { failure = answer }
      for body in group { body.fail(answer) }
    }
  }

  /// A checkpoint that fails loses nothing: the log keeps the pages and the next one writes all of them again.
  func checkpointIfDue() {
    guard isCheckpointDue else { return }
    checkpoint(.passive)
    changesAtLastCheckpoint = changes
  }

  /// Folds the log in, unless a commit has failed, and closes the connection.
  func close() {
    if failure == nil { checkpoint(.truncate) }
    try? connection.close()
  }

  private func checkpoint(_ kind: Database.CheckpointMode) {
    _ = try? connection.writeWithoutTransaction { try $0.checkpoint(kind) }
  }
}
