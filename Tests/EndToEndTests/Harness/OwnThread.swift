import Foundation
import Testing

/// Runs each test of a suite on a thread of its own: these tests wait for processes and sockets, which Swift's few shared threads must not.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
    try await withTaskExecutorPreference(SerialQueueExecutor()) { try await function() }
  }
}

extension Trait where Self == OwnThread {
  static var ownThread: Self { OwnThread() }
}

private final class SerialQueueExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "readinghub.test")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Many blocking calls at once, each on a thread of its own.
enum Threads {
  /// Results in the order of the indices; all calls begin together.
  static func run<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Value) -> [Value] {
    let results = Slots<Value>(count)
    let gate = DispatchSemaphore(value: 0)
    let group = DispatchGroup()
    for index in 0..<count {
      group.enter()
      let thread = Thread {
        gate.wait()
        results.set(index, body(index))
        group.leave()
      }
      thread.stackSize = 1 << 20
      thread.start()
    }
    for _ in 0..<count { gate.signal() }
    group.wait()
    return results.all
  }

  /// Starts `body` beside the test; `join()` waits for it.
  static func start<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Running<Value> { Running(body) }
}

final class Running<Value: Sendable>: Sendable {
  private let result = Slots<Value>(1)
  private let group = DispatchGroup()

  init(_ body: @escaping @Sendable () -> Value) {
    group.enter()
    let thread = Thread { [result, group] in
      result.set(0, body())
      group.leave()
    }
    thread.stackSize = 1 << 20
    thread.start()
  }

  func join() -> Value {
    group.wait()
    return result.all[0]
  }
}

private final class Slots<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var values: [Int: Value] = [:]
  private let count: Int

  init(_ count: Int) { self.count = count }

  func set(_ index: Int, _ value: Value) { lock.withLock { values[index] = value } }
  var all: [Value] { lock.withLock { (0..<count).compactMap { values[$0] } } }
}
