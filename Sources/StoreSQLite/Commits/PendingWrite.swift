/// A body that waits for its commit, with both ways to answer its caller.
struct PendingWrite: Sendable {
  /// Answers the caller with what the body returned; called after the commit only.
  typealias Success = @Sendable () -> Void
  /// Runs the body.
  let run: @Sendable (SQLiteTransaction) throws -> Success
  let fail: @Sendable (any Error) -> Void
}
