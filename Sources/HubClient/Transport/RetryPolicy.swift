import HubModel

/// When to try again, and after how long: exponential back-off with full jitter, so that many clinics after an outage do not come at once.
package struct RetryPolicy: Sendable, Equatable {
  package var maximumAttempts: Int
  package var firstDelay: TimeSpan
  package var longestDelay: TimeSpan
  package init(maximumAttempts: Int = 7, firstDelay: TimeSpan = .milliseconds(250), longestDelay: TimeSpan = .seconds(15)) {
    self.maximumAttempts = maximumAttempts
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
  }
  /// About three seconds in all: for a person who waits.
  package static let brief = RetryPolicy(maximumAttempts: 5)
  /// One to two minutes in all: for transfers over lines that break.
  package static let patient = RetryPolicy(maximumAttempts: 12)

  /// The pause after attempt number `attempt` (from 1).
  ///
  /// - Parameters:
  ///   - fraction: a random number in 0..<1.
  ///   - retryAfterSeconds: the hub's own wish, kept up to `longestDelay`; it is a least time.
  package func delay(afterAttempt attempt: Int, fraction: Double, retryAfterSeconds: Int64? = nil) -> TimeSpan {
    let doublings = min(max(attempt - 1, 0), 20)
    let ceiling = min(firstDelay.microseconds << Int64(doublings), longestDelay.microseconds)
    let jittered = Double(ceiling) * (0.5 + 0.5 * min(max(fraction, 0), 1))
    let wished = min(max(retryAfterSeconds ?? 0, 0), longestDelay.microseconds / 1_000_000) * 1_000_000
    return TimeSpan(microseconds: max(Int64(jittered), wished))
  }

  /// Whether an answer with this status is worth asking again.
  ///
  /// 429 and 503 say that nothing was done; other 5xx may hide a success, so only calls that are safe to repeat go again.
  /// 501, 505 and 507 (storage full) do not get better in seconds.
  package func isWorthRepeating(status: Int, isRepeatable: Bool) -> Bool {
    switch status {
    case 429, 503: true
    case 501, 505, 507: false
    case 408, 500...599: isRepeatable
    default: false
    }
  }

  package func isWorthRepeating(_ failure: TransportFailure, isRepeatable: Bool) -> Bool {
    switch failure {
    case .notConnected: true
    case .interrupted: isRepeatable
    case .untrusted, .responseTooLarge, .fileChanged, .cancelled: false
    }
  }
}
