import HubModel

/// Wakes long polls. It carries no facts: whoever is woken asks the store, so a lost ring costs time, never a report.
package actor DeliveryBell {
  private var ringCounts: [ClinicID: Int] = [:]
  private var waiters: [ClinicID: [Int: CheckedContinuation<Void, Never>]] = [:]
  private var nextWaiter = 0

  package init() {}

  func rings(for clinic: ClinicID) -> Int { ringCounts[clinic, default: 0] }

  /// A report or a step of a critical value for this clinic was committed.
  package func ring(_ clinic: ClinicID) {
    ringCounts[clinic, default: 0] += 1
    for waiter in (waiters.removeValue(forKey: clinic) ?? [:]).values { waiter.resume() }
  }

  /// Everyone goes home: the hub is stopping.
  package func ringAll() {
    for clinic in Array(waiters.keys) { ring(clinic) }
  }

  /// Returns at the next ring after `seen`, after `limit`, or when the waiting task is cancelled.
  ///
  /// - Returns: whether it rang.
  func wait(for clinic: ClinicID, after seen: Int, atMost limit: TimeSpan) async -> Bool {
    guard rings(for: clinic) == seen, !Task.isCancelled else { return rings(for: clinic) != seen }
    nextWaiter += 1
    let ticket = nextWaiter
    let timer = Task { [weak self] in
      try? await Task.sleep(for: .microseconds(limit.microseconds))
      await self?.wake(clinic, ticket)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { continuation.resume() } else { waiters[clinic, default: [:]][ticket] = continuation }
      }
    } onCancel: {
      Task { await self.wake(clinic, ticket) }
    }
    timer.cancel()
    return rings(for: clinic) != seen
  }

  private func wake(_ clinic: ClinicID, _ ticket: Int) {
    waiters[clinic]?.removeValue(forKey: ticket)?.resume()
    if waiters[clinic]?.isEmpty == true { waiters[clinic] = nil }
  }
}
