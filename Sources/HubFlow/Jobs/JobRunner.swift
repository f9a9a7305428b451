import HubModel

/// Runs machine work: leases due jobs, lets each stage do its one commit, retries with back-off, and after the last attempt buries the
/// job and leaves its subject visible to people.
package actor JobRunner {
  private let store: any HubStore
  private let clock: any HubClock
  private let indexing: Indexing
  private let screening: ScreeningStage
  private let width: Int
  private let report: @Sendable (HubError, Job) -> Void
  private var sleeper: CheckedContinuation<Void, Never>?
  private var isAwake = true
  private static let maximumAttempts = 6
  private static let leaseLength = TimeSpan.seconds(60)

  /// - Parameter report: told of each failed attempt (for the log).
  package init(
    store: any HubStore, clock: any HubClock, indexing: Indexing, screening: ScreeningStage, width: Int,
    report: @escaping @Sendable (HubError, Job) -> Void
  ) {
    self.store = store
    self.clock = clock
    self.indexing = indexing
    self.screening = screening
    self.width = width
    self.report = report
  }

  /// There may be something to do.
  package func wake() {
    isAwake = true
    sleeper?.resume()
    sleeper = nil
  }

  /// Until cancelled.
  package func run() async {
    while !Task.isCancelled {
      isAwake = false
      let done = await runDue()
      if done == 0, !isAwake { await sleep(atMost: .milliseconds(500)) }
    }
  }

  /// Runs what is due now; returns how many jobs were begun.
  @discardableResult
  package func runDue() async -> Int {
    let now = clock.now().wall
    let batch = width * 8
    guard let jobs = try? await store.commit({ try $0.leaseJobs(due: now, leaseUntil: now + Self.leaseLength, limit: batch) }) else {
      await sleep(atMost: .seconds(1))
      return 0
    }
    await withTaskGroup(of: Void.self) { group in
      for (index, job) in jobs.enumerated() {
        if index >= width { await group.next() }
        group.addTask { await self.attempt(job) }
      }
    }
    return jobs.count
  }

  private nonisolated func attempt(_ job: Job) async {
    do throws(HubError) {
      switch job.work {
      case .index(let arrival): try await indexing.index(arrival, job: job.id)
      case .screen(let study, let object): try await screening.screen(object, of: study, job: job.id)
      }
    } catch {
      report(error, job)
      await postpone(job, after: error)
    }
  }

  private nonisolated func postpone(_ job: Job, after error: HubError) async {
    let now = clock.now().wall
    do throws(HubError) {
      guard job.attempts >= Self.maximumAttempts || error.code == .storeDamaged else {
        let delay = TimeSpan.milliseconds(500 << min(Int64(job.attempts), 10))
        return try await store.commit { try $0.retry(job.id, notBefore: now + delay) }
      }
      switch job.work {
      case .index(let arrival): try await indexing.quarantine(arrival, code: error.code, job: job.id)
      case .screen(let study, let object): try await screening.giveUp(object, of: study, job: job.id)
      }
    } catch { report(error, job) }
  }

  private func sleep(atMost limit: TimeSpan) async {
    let timer = Task { [weak self] in
      try? await Task.sleep(for: .microseconds(limit.microseconds))
      await self?.wake()
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if isAwake || Task.isCancelled { continuation.resume() } else { sleeper = continuation }
      }
    } onCancel: {
      Task { await self.wake() }
    }
    timer.cancel()
  }
}
