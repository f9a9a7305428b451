import Foundation
import GRDB
import HubModel

/// A few threads, each with a read-only connection of its own. Every question sees one committed state from begin to end.
final class ReaderThreads: @unchecked Sendable {
  /// A question with its answer's way back. `nil`: the store is closed.
  typealias Question = @Sendable (DatabaseQueue?) -> Void

  private let condition = NSCondition()
  // Guarded by `condition`.
  private var questions: [Question] = []
  private var isStopping = false
  private var runningThreads = 0

  init(path: String, count: Int) throws {
    let connections = try (0..<max(1, count)).map { _ in try Connections.openReader(path: path) }
    runningThreads = connections.count
    for (index, connection) in connections.enumerated() {
      StoreThread.run(named: "store-reader-\(index)") { [self] in serve(connection) }
    }
  }

  func ask(_ question: @escaping Question) {
    condition.lock()
    let isAccepted = !isStopping
    if isAccepted {
      questions.append(question)
      condition.signal()
    }
    condition.unlock()
    if !isAccepted { question(nil) }
  }

  /// Lets the threads end once what was asked is answered; does not wait.
  func stop() {
    condition.lock()
    isStopping = true
    condition.broadcast()
    condition.unlock()
  }

  /// Stops and blocks until every connection is closed.
  func stopAndWait() {
    stop()
    condition.lock()
    while runningThreads > 0 { condition.wait() }
    condition.unlock()
  }

  private func serve(_ connection: DatabaseQueue) {
    while let question = next() { question(connection) }
    try? connection.close()
    condition.lock()
    runningThreads -= 1
    condition.broadcast()
    condition.unlock()
  }

  private func next() -> Question? {
    condition.lock()
    defer { condition.unlock() }
    while questions.isEmpty {
      if isStopping { return nil }
      condition.wait()
    }
    return questions.removeFirst()
  }
}
