import Dispatch

/// A body that waits for its commit, with both ways to answer its caller.
struct PendingWrite: Sendable {
  /// Answers the caller with what the body returned; called after the commit only.
  typealias Success = @Sendable () -> Void
  /// Runs the body.
  let run: @Sendable (SQLiteTransaction) throws -> Success
  let fail: @Sendable (any Error) -> Void
  /// Of a caller whose thread waits and may commit for all: signalled when it is its turn.
  var turn: DispatchSemaphore?
}

/// The answer to a caller whose thread waits. Read by that thread after it was woken.
final class WaitingAnswer<Value: Sendable>: @unchecked Sendable {
  let wakeUp = DispatchSemaphore(value: 0)
  private var result: Result<Value, any Error>?

  var isGiven: Bool { result != nil }

  func give(_ result: Result<Value, any Error>) {
    self.result = result
    wakeUp.signal()
  }

  /// - Throws: what the body or the commit threw.
  func get(orThrow missing: any Error) throws -> Value {
    guard let result else { throw missing }
    return try result.get()
  }
}
