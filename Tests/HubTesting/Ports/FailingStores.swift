import Foundation
import HubModel

/// Decides which calls fail: the n-th, or all from the n-th on.
package final class FailurePlan: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var remaining: Int?
  private var error: HubError
  private var isLasting: Bool
  private var count = 0

  package init() {
    error = HubError(.storageFailed)
    isLasting = false
  }

  /// The call after `successes` further ones throws `error`; with `lasting` so do all that follow.
  package func fail(after successes: Int, with error: HubError, lasting: Bool = false) {
    lock.withLock { (remaining, self.error, isLasting) = (successes, error, lasting) }
  }

  package func heal() { lock.withLock { remaining = nil } }

  /// How many calls were made so far.
  package var callCount: Int { lock.withLock { count } }

  func step() throws(HubError) {
    let failure: HubError? = lock.withLock {
      count += 1
      guard let left = remaining else { return nil }
      if left > 0 {
        remaining = left - 1
        return nil
      }
      if !isLasting { remaining = nil }
      return error
    }
    if let failure { throw failure }
  }
}

/// A blob store whose `put`s fail as planned; the rest goes through.
package struct FailingBlobStore: BlobStore {
  private let base: any BlobStore
  package let puts: FailurePlan

  package init(_ base: any BlobStore, puts: FailurePlan = FailurePlan()) { (self.base, self.puts) = (base, puts) }

  package func put(_ file: StagedFile) async throws(HubError) {
    try puts.step()
    try await base.put(file)
  }
  @discardableResult
  package func put(_ bytes: [UInt8], examine: () throws(HubError) -> BlobKey) throws(HubError) -> BlobKey {
    try base.put(bytes) { () throws(HubError) in
      let key = try examine()
      try puts.step()
      return key
    }
  }
  package func read(_ key: BlobKey, range: Range<Int64>?) async throws(HubError) -> [UInt8] { try await base.read(key, range: range) }
  package func sizeBytes(of key: BlobKey) async throws(HubError) -> Int64? { try await base.sizeBytes(of: key) }
  package func delete(_ key: BlobKey) async throws(HubError) { try await base.delete(key) }
  package func list(after key: BlobKey?, limit: Int) async throws(HubError) -> [BlobKey] { try await base.list(after: key, limit: limit) }
}

/// A hub store whose `write`s fail as planned, either before anything happened or after the body ran and was rolled back.
package struct FailingHubStore: HubStore {
  private let base: any HubStore
  /// Fails before the body runs.
  package let writes: FailurePlan
  /// Fails after the body ran, as a failed commit does: nothing of it is kept.
  package let commits: FailurePlan

  package init(_ base: any HubStore, writes: FailurePlan = FailurePlan(), commits: FailurePlan = FailurePlan()) {
    (self.base, self.writes, self.commits) = (base, writes, commits)
  }

  package func read<Value: Sendable>(_ body: @escaping @Sendable (any HubReading) throws -> Value) async throws -> Value {
    try await base.read(body)
  }

  package func write<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) async throws -> Value {
    try writes.step()
    return try await base.write(planned(body))
  }

  package func writeBlocking<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) throws -> Value {
    try writes.step()
    return try base.writeBlocking(planned(body))
  }

  private func planned<Value>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) -> @Sendable (any HubWriting) throws -> Value {
    let commits = self.commits
    return { transaction in
      let value = try body(transaction)
      try commits.step()
      return value
    }
  }
}
