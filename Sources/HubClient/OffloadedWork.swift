import Dispatch

/// Runs blocking calls (file reads, fsync, hashing) on threads of its own, never on Swift's cooperative pool.
package enum OffloadedWork {
  private static let queue = DispatchQueue(label: "readinghub.client.blocking", attributes: .concurrent)

  package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try body() }) }
    }
  }
}
