import Foundation
import HubModel

/// A few threads of our own for calls that wait for the disk; Swift's cooperative threads never do.
final class FileThreads: @unchecked Sendable {
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var waiting: [@Sendable () -> Void] = []
  private var isStopping = false

  init(name: String, count: Int) {
    for index in 0..<max(1, count) {
      let thread = Thread { [self] in serve() }
      thread.name = "\(name)-\(index)"
      thread.start()
    }
  }

  /// Runs `work` on one of the threads and returns its outcome; system failures become the hub's answers.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws(HubError) -> Value {
    let outcome: Result<Value, HubError> = await withCheckedContinuation { continuation in
      submit { continuation.resume(returning: Result(catching: work).mapError(HubError.init(fileError:))) }
    }
    return try outcome.get()
  }

  /// Lets the threads end once all is done; does not wait.
  func stop() {
    condition.lock()
    isStopping = true
    condition.broadcast()
    condition.unlock()
  }

  private func submit(_ work: @escaping @Sendable () -> Void) {
    condition.lock()
    waiting.append(work)
    condition.signal()
    condition.unlock()
  }

  private func serve() {
    while let work = next() { work() }
  }

  private func next() -> (@Sendable () -> Void)? {
    condition.lock()
    defer { condition.unlock() }
    while waiting.isEmpty {
      if isStopping { return nil }
      condition.wait()
    }
    return waiting.removeFirst()
  }
}

extension HubError {
  /// `storage-full` when space or quota is gone, else `storage-failed`; errors that already are the hub's pass.
  init(fileError: any Error) {
    switch fileError {
    case let error as HubError: self = error
    case let failure as FileFailure where [ENOSPC, EDQUOT].contains(failure.errno): self.init(.storageFull, "errno \(failure.errno)")
    case let failure as FileFailure: self.init(.storageFailed, "errno \(failure.errno)")
    default: self.init(.storageFailed)
    }
  }
}
