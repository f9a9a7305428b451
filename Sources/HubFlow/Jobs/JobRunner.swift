import HubModel

/// Runs machine work: leases due jobs, lets each stage do its one commit, retries with back-off, and after the last attempt buries the
/// job and leaves its subject visible to people.
package struct JobRunner: Sendable {
  private let index: JobLane
  private let screening: JobLane
  private let long: JobLane

  /// - Parameters:
  ///   - width: how many jobs of a lane are in hand at once; of long recordings one.
  ///   - report: told of each failed attempt (for the log).
  package init(
    store: any HubStore, clock: any HubClock, indexing: Indexing, screening: ScreeningStage, width: Int,
    report: @escaping @Sendable (HubError, Job) -> Void
  ) {
    let attempts = JobAttempts(store: store, clock: clock, indexing: indexing, screening: screening, report: report)
    let short = JobLane(.screening, store: store, clock: clock, width: width) { _ = await attempts.attempt($0) }
    let long = JobLane(.long, store: store, clock: clock, width: 1) { _ = await attempts.attempt($0) }
    index = JobLane(.index, store: store, clock: clock, width: width) { job in
      switch await attempts.attempt(job) {
      case .screening: await short.wake()
      case .long: await long.wake()
      case .index, nil: break
      }
    }
    self.screening = short
    self.long = long
  }

  private var lanes: [JobLane] { [index, screening, long] }

  /// An object came in.
  package func wake() async { await index.wake() }

  /// Until cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      for lane in lanes { group.addTask { await lane.run() } }
    }
  }

  /// Runs a lot of what is due now in each lane; returns how many jobs were begun.
  @discardableResult
  package func runDue() async -> Int {
    var count = 0
    for lane in lanes { count += await lane.runLot() }
    return count
  }
}

/// A job's way to its stage, and what becomes of it when it fails.
private struct JobAttempts: Sendable {
  let store: any HubStore
  let clock: any HubClock
  let indexing: Indexing
  let screening: ScreeningStage
  let report: @Sendable (HubError, Job) -> Void
  private static let maximumAttempts = 6

  /// - Returns: the lane that has more to do now.
  func attempt(_ job: Job) async -> Job.Lane? {
    do throws(HubError) {
      switch job.work {
      case .index(let arrival): return try await indexing.index(arrival, job: job.id)
      case .screen(let study, let object): try await screening.screen(object, of: study, job: job.id)
      }
    } catch {
      report(error, job)
      await postpone(job, after: error)
    }
    return nil
  }

  private func postpone(_ job: Job, after error: HubError) async {
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
}
