import Dispatch
import Foundation
import GRDB
import HubModel

/// Bodies that wait for their commit. Whoever leads takes all that wait, commits them together and answers them; while the leader
/// syncs, the next group gathers by itself, so groups grow with the load and a lone writer never waits for company.
///
/// A caller that may block leads on its own thread: nobody has to be woken between its body and its answer. For all others, and for
/// folding the write-ahead log into the database, the queue's own thread leads. One leads at a time, so there is one writer.
final class CommitQueue: @unchecked Sendable {
  private static let largestGroup = 256

  private enum Part { case lead, wait, refused }

  private let writer: CommitWriter
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var waiting: [PendingWrite] = []
  /// Somebody leads, or has been told to.
  private var isLed = false
  private var isThreadsTurn = false
  private var isStopping = false
  private var hasEnded = false

  init(connection: DatabaseQueue, credentials: CredentialMemory, faults: @escaping CommitFaults) {
    writer = CommitWriter(connection: connection, credentials: credentials, faults: faults)
    StoreThread.run(named: "store-writer") { [self] in serve() }
  }

  /// Has a body committed by whoever leads.
  func submit(_ body: PendingWrite) {
    let isAccepted = locked {
      guard !isStopping else { return false }
      waiting.append(body)
      if !isLed { callThread() }
      return true
    }
    if !isAccepted { body.fail(HubError(.shuttingDown)) }
  }

  /// Has a body committed, on the calling thread if nobody else leads. Blocks until `answer` is given.
  func commit<Value>(_ body: PendingWrite, answering answer: WaitingAnswer<Value>) {
    let part: Part = locked {
      guard !isStopping else { return .refused }
      waiting.append(body)
      defer { isLed = true }
      return isLed ? .wait : .lead
    }
    switch part {
    case .refused: return body.fail(HubError(.shuttingDown))
    case .lead: lead()
    case .wait: break
    }
    answer.wakeUp.wait()
    while !answer.isGiven {
      lead()
      answer.wakeUp.wait()
    }
  }

  /// Lets the thread end once what waits is committed; does not wait.
  func stop() {
    locked {
      isStopping = true
      if !isLed { callThread() }
    }
  }

  /// Stops and blocks until the last group is committed, the log is folded in and the connection is closed.
  func stopAndWait() {
    stop()
    condition.lock()
    while !hasEnded { condition.wait() }
    condition.unlock()
  }

  // MARK: Leading

  /// Commits what waits and hands over.
  private func lead() {
    let group = locked { () -> [PendingWrite] in
      defer { waiting.removeFirst(min(waiting.count, Self.largestGroup)) }
      return Array(waiting.prefix(Self.largestGroup))
    }
    writer.commit(group)
    locked { handOver() }
  }

  /// Folding comes before the next group: nobody else would ever have time for it.
  private func handOver() {
    if isStopping || writer.isCheckpointDue { return callThread() }
    guard let next = waiting.first else {
      isLed = false
      return
    }
    if let turn = next.turn { turn.signal() } else { callThread() }
  }

  private func callThread() {
    isLed = true
    isThreadsTurn = true
    condition.broadcast()
  }

  private func serve() {
    while waitForTurn() {
      writer.checkpointIfDue()
      lead()
    }
    writer.close()
    locked {
      hasEnded = true
      condition.broadcast()
    }
  }

  /// - Returns: false at the end, when nothing waits any more.
  private func waitForTurn() -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while !isThreadsTurn { condition.wait() }
    isThreadsTurn = false
    return !(isStopping && waiting.isEmpty)
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    condition.lock()
    defer { condition.unlock() }
    return body()
  }
}
