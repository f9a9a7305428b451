import Foundation
import GRDB
import HubModel

/// The one thread that writes. It takes every body that waits, commits them together and answers them; while it syncs,
/// the next group gathers by itself, so groups grow with the load and a lone writer never waits for company.
final class WriterThread: @unchecked Sendable {
  private static let largestGroup = 256
  /// Row changes after which the log is folded into the database (about 1,000 pages).
  private static let changesBetweenCheckpoints = 1_500

  private let connection: DatabaseQueue
  private let faults: CommitFaults
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var waiting: [PendingWrite] = []
  private var isStopping = false
  private var hasEnded = false
  // Touched by the thread alone.
  private var failure: (any Error)?
  private var changesAtLastCheckpoint = 0

  init(connection: DatabaseQueue, faults: @escaping CommitFaults) {
    self.connection = connection
    self.faults = faults
    StoreThread.run(named: "store-writer") { [self] in serve() }
  }

  func submit(_ body: PendingWrite) {
    condition.lock()
    let isAccepted = !isStopping
    if isAccepted {
      waiting.append(body)
      condition.signal()
    }
    condition.unlock()
    if !isAccepted { body.fail(HubError(.shuttingDown)) }
  }

  /// Lets the thread end once what waits is committed; does not wait.
  func stop() {
    condition.lock()
    isStopping = true
    condition.broadcast()
    condition.unlock()
  }

  /// Stops and blocks until the last group is committed, the log is folded in and the connection is closed.
  func stopAndWait() {
    stop()
    condition.lock()
    while !hasEnded { condition.wait() }
    condition.unlock()
  }

  private func serve() {
    while let group = nextGroup() { commit(group) }
    if failure == nil { checkpoint(.truncate) }
    try? connection.close()
    condition.lock()
    hasEnded = true
    condition.broadcast()
    condition.unlock()
  }

  private func nextGroup() -> [PendingWrite]? {
    condition.lock()
    defer { condition.unlock() }
    while waiting.isEmpty {
      if isStopping { return nil }
      condition.wait()
    }
    let group = Array(waiting.prefix(Self.largestGroup))
    waiting.removeFirst(group.count)
    return group
  }

  private func commit(_ group: [PendingWrite]) {
    if let failure {
      for body in group { body.fail(failure) }
      return
    }
    do {
      let faults = self.faults
      let answers = try connection.writeWithoutTransaction { try CommitGroup(database: $0, faults: faults).commit(group) }
      for answer in answers { answer() }
      checkpointIfDue()
    } catch {
      let answer = StoreFault.hubError(from: error)
      if StoreFault.forbidsFurtherWrites(error) { failure = answer }
      for body in group { body.fail(answer) }
    }
  }

  /// After the answers, so that nobody waits for it. A checkpoint that fails loses nothing: the log keeps the pages
  /// and the next one writes all of them again.
  private func checkpointIfDue() {
    let changes = connection.writeChanges
    guard changes - changesAtLastCheckpoint >= Self.changesBetweenCheckpoints else { return }
    checkpoint(.passive)
    changesAtLastCheckpoint = changes
  }

  private func checkpoint(_ kind: Database.CheckpointMode) {
    _ = try? connection.writeWithoutTransaction { try $0.checkpoint(kind) }
  }
}

extension DatabaseQueue {
  fileprivate var writeChanges: Int { unsafeReentrantWrite { $0.totalChangesCount } }
}
