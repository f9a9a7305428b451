import HubModel
import Synchronization

/// Whose the tokens are that were shown lately, so that a call need not ask the file.
///
/// Forgets everything at each commit that gives out or takes away a token, or changes a clinic or a reader, before that commit is answered:
/// who was told that a token is gone never sees it work again.
final class CredentialMemory: Sendable {
  /// Beyond this many it starts anew.
  private static let most = 4_096

  private struct State {
    /// Rises each time all is forgotten.
    var generation = 0
    var principals: [SecretDigest: Principal] = [:]
  }
  private let state = Mutex(State())

  /// - Returns: whose it is, `nil` where that is not known; and the generation, to be read before the file is asked.
  func principal(_ digest: SecretDigest) -> (principal: Principal?, generation: Int) {
    state.withLock { ($0.principals[digest], $0.generation) }
  }

  /// Keeps what the file said, unless something was forgotten since `generation`: the answer may be older than that.
  func keep(_ principal: Principal, for digest: SecretDigest, since generation: Int) {
    state.withLock { state in
      guard state.generation == generation else { return }
      if state.principals.count >= Self.most { state.principals = [:] }
      state.principals[digest] = principal
    }
  }

  func forget() {
    state.withLock { state in
      state.generation += 1
      state.principals = [:]
    }
  }
}
