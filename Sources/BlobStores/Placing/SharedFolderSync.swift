import Foundation

/// Syncs one folder for whoever waits: a caller that comes while a sync runs waits for the next one, which then serves
/// all who came meanwhile. A caller's outcome is that of a sync that began after its call, never of an earlier or later one.
final class SharedFolderSync: @unchecked Sendable {
  private final class Round {
    var outcome: Result<Void, FileFailure>?
  }

  private let path: String
  private let calls: any FileCalls
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var upcoming = Round()
  private var isRunning = false

  init(path: String, calls: any FileCalls) { (self.path, self.calls) = (path, calls) }

  /// Blocks until a sync that began after this call has ended.
  func sync() throws(FileFailure) {
    condition.lock()
    defer { condition.unlock() }
    let round = upcoming
    while true {
      if let outcome = round.outcome { return try outcome.get() }
      if isRunning { condition.wait() } else { lead(round) }
    }
  }

  /// Runs the round on this thread; holds the lock at entry and exit.
  private func lead(_ round: Round) {
    isRunning = true
    upcoming = Round()
    condition.unlock()
    let outcome = Result { () throws(FileFailure) in try calls.syncFolder(at: path) }
    condition.lock()
    round.outcome = outcome
    isRunning = false
    condition.broadcast()
  }
}
