import HubModel
import Synchronization

/// What happened since the hub started, counted in memory: objects by door and outcome, requests by operation and status.
package final class OperationTally: Sendable {
  /// By which door an object came.
  package enum Door: String, Sendable, CaseIterable { case dimse, upload }

  /// Upper ends of the time classes, seconds.
  package static let timeLimitsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  /// A histogram: counts of values up to each limit, of all values, and their sum.
  package struct Times: Sendable, Equatable {
    package var counts = [Int](repeating: 0, count: OperationTally.timeLimitsSeconds.count)
    package var total = 0
    package var sumSeconds = 0.0

    mutating func add(_ seconds: Double) {
      for (place, limit) in OperationTally.timeLimitsSeconds.enumerated() where seconds <= limit { counts[place] += 1 }
      total += 1
      sumSeconds += seconds
    }
  }

  package struct Snapshot: Sendable {
    package var objects: [String: [String: Int]] = [:]
    package var requests: [String: [Int: Int]] = [:]
    package var requestTimes: [String: Times] = [:]
    package var screeningTimes = Times()
    package var acceptPauses = 0
  }

  private let state = Mutex(Snapshot())

  package init() {}

  package var snapshot: Snapshot { state.withLock { $0 } }

  /// - Parameter outcome: `stored`, `held`, `conflict`, or the code of a refusal.
  func count(objectBy door: Door, outcome: String) { state.withLock { $0.objects[door.rawValue, default: [:]][outcome, default: 0] += 1 } }

  /// - Parameter operation: a name out of the route table, so that strangers cannot make new ones.
  package func count(request operation: String, status: Int, seconds: Double) {
    state.withLock {
      $0.requests[operation, default: [:]][status, default: 0] += 1
      $0.requestTimes[operation, default: Times()].add(seconds)
    }
  }

  /// The door for HTTP began to wait, for want of descriptors.
  package func countAcceptPause() { state.withLock { $0.acceptPauses += 1 } }

  func count(screeningSeconds seconds: Double) { state.withLock { $0.screeningTimes.add(seconds) } }
}
