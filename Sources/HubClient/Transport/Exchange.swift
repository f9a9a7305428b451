import HubAPI
import HubModel

/// Waits, and how chance enters: both handed in, so that tests are quick and repeat themselves.
package struct Pacing: Sendable {
  package var pause: @Sendable (TimeSpan) async throws -> Void
  /// A random number in 0..<1.
  package var fraction: @Sendable () -> Double
  package init(pause: @escaping @Sendable (TimeSpan) async throws -> Void, fraction: @escaping @Sendable () -> Double) {
    self.pause = pause
    self.fraction = fraction
  }
}

/// Sends a request until it is answered, by the policy.
package struct Exchange: Sendable {
  package var transport: any HTTPTransport
  package var policy: RetryPolicy
  package var pacing: Pacing
  /// Told why, and after which pause, an attempt is made again.
  package var onRetry: @Sendable (ClientError, TimeSpan) -> Void
  package init(
    transport: any HTTPTransport, policy: RetryPolicy = RetryPolicy(), pacing: Pacing,
    onRetry: @escaping @Sendable (ClientError, TimeSpan) -> Void = { _, _ in }
  ) {
    self.transport = transport
    self.policy = policy
    self.pacing = pacing
    self.onRetry = onRetry
  }

  /// - Parameter isRepeatable: the call has the same effect once or twice.
  /// - Returns: any answer, also a refusal.
  /// - Throws: `hub-unreachable`, `root-not-trusted`, `answer-not-understood`, `file-unreadable`; `CancellationError`.
  package func perform(_ request: ClientRequest, isRepeatable: Bool) async throws -> ClientResponse {
    var attempt = 1
    while true {
      try Task.checkCancellation()
      let isLast = attempt >= policy.maximumAttempts
      var wish: Int64?
      let reason: ClientError
      do throws(TransportFailure) {
        let response = try await transport.send(request)
        guard !isLast, policy.isWorthRepeating(status: response.status, isRepeatable: isRepeatable) else { return response }
        wish = response.retryAfterSeconds
        reason = HubSession.refusal(response)
      } catch {
        guard !isLast, policy.isWorthRepeating(error, isRepeatable: isRepeatable), let failure = Self.failure(error) as? ClientError else {
          throw Self.failure(error)
        }
        reason = failure
      }
      let pause = policy.delay(afterAttempt: attempt, fraction: pacing.fraction(), retryAfterSeconds: wish)
      onRetry(reason, pause)
      try await pacing.pause(pause)
      attempt += 1
    }
  }

  private static func failure(_ failure: TransportFailure) -> any Error {
    switch failure {
    case .notConnected(let reason), .interrupted(let reason): ClientError(HubError(.hubUnreachable, reason))
    case .untrusted(let reason): ClientError(.rootNotTrusted, reason)
    case .responseTooLarge: ClientError(.answerNotUnderstood, "too large")
    case .fileChanged: ClientError(.fileUnreadable)
    case .cancelled: CancellationError()
    }
  }
}
