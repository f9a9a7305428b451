import Dispatch
import HubModel

/// Runs blocking calls (files, C libraries, long decoding) on threads of their own, never on Swift's cooperative pool.
package struct BlockingWork: Sendable {
  private let queue: DispatchQueue
  private let slots: DispatchSemaphore

  /// For what takes a multiple of a large file's length in memory: one at a time in the whole process.
  private static let largeFiles = BlockingWork(label: "large-files", width: 1)

  /// - Parameter width: how many calls may block at once; further ones wait their turn.
  package init(label: String, width: Int) {
    queue = DispatchQueue(label: "readinghub." + label, attributes: .concurrent)
    slots = DispatchSemaphore(value: max(1, width))
  }

  /// These threads, or for a file that is held whole and large those where such files take turns.
  func forWholeFile(_ sizeBytes: Int64) -> BlockingWork { FileLimits.isLarge(sizeBytes) ? Self.largeFiles : self }

  package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws(HubError) -> Value {
    do {
      return try await withCheckedThrowingContinuation { continuation in
        queue.async {
          slots.wait()
          defer { slots.signal() }
          continuation.resume(with: Result { try body() })
        }
      }
    } catch { throw HubError(wrapping: error) }
  }
}
