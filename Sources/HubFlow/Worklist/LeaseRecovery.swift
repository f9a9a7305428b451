import HubModel

/// Leases stand on a clock that starts anew with the machine. After a boot the holders get a whole lease from now; those of machine work end
/// with the process.
package struct LeaseRecovery: Sendable {
  private let store: any HubStore
  private let clock: any HubClock
  private let clocks: ClockPolicy
  private static let setting = "boot-identity"

  package init(store: any HubStore, clock: any HubClock, clocks: ClockPolicy) {
    self.store = store
    self.clock = clock
    self.clocks = clocks
  }

  /// Machine work that the process before had leased, or put off, is due at once: nobody else can be doing it, and an ECG must not wait
  /// for a lease that died. Only at a start, before any job runs.
  ///
  /// - Returns: how many jobs wait.
  @discardableResult
  package func takeUpJobs() async throws(HubError) -> Int {
    let now = clock.now().wall
    return try await store.commit { store in
      let waiting = try store.jobs(in: .waiting, limit: 100_000)
      for job in waiting where job.notBefore > now { try store.retry(job.id, notBefore: now) }
      return waiting.count
    }
  }

  package func rebase(bootIdentity: String) async throws(HubError) {
    let now = clock.now()
    let length = clocks.leaseLength
    try await store.commit { store in
      guard try store.setting(Self.setting) != bootIdentity else { return }
      // Whatever the old clock said, every held lease is found by asking with the latest moment there is.
      for reading in try store.lapsedReadings(at: MonotonicInstant(microseconds: .max), limit: 100_000) {
        guard var lease = reading.lease else { continue }
        lease.expires = now.monotonic + length
        lease.expiresAt = now.wall + length
        var renewed = reading
        renewed.lease = lease
        try store.updateLease(of: renewed)
      }
      try store.set(bootIdentity, forSetting: Self.setting)
    }
  }
}
