import HubModel

/// Workers that do the jobs of one lane, the most urgent first.
///
/// Only what is done next is leased ahead: a lot's jobs are begun in their order, and none waits for another one's end.
actor JobLane {
  private let lane: Job.Lane
  private let store: any HubStore
  private let clock: any HubClock
  private let width: Int
  private let attempt: @Sendable (Job) async -> Void
  /// Leased, not begun; the next one last.
  private var ready: [Job] = []
  private var inHand = 0
  /// Something may have been added since the store was last asked, or it had more than a lot.
  private var mayHaveMore = true
  private var isSignalled = false
  private var sleeper: CheckedContinuation<Void, Never>?

  /// - Parameters:
  ///   - width: how many jobs are in hand at once.
  ///   - attempt: does a job, whatever becomes of it.
  init(
    _ lane: Job.Lane, store: any HubStore, clock: any HubClock, width: Int, attempt: @escaping @Sendable (Job) async -> Void
  ) {
    self.lane = lane
    self.store = store
    self.clock = clock
    self.width = width
    self.attempt = attempt
  }

  /// There may be something to do.
  func wake() {
    mayHaveMore = true
    signal()
  }

  /// Until cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        if inHand < width, let job = await next() {
          inHand += 1
          group.addTask {
            await self.attempt(job)
            await self.finish()
          }
        } else {
          await sleep(atMost: .milliseconds(500))
        }
      }
    }
  }

  /// Does one lot of what is due now; returns how many jobs were begun.
  func runLot() async -> Int {
    let lot = await lease()
    await withTaskGroup(of: Void.self) { group in
      for (index, job) in lot.enumerated() {
        if index >= width { await group.next() }
        group.addTask { await self.attempt(job) }
      }
    }
    return lot.count
  }

  private func next() async -> Job? {
    if ready.isEmpty, mayHaveMore {
      mayHaveMore = false
      let lot = await lease()
      ready = lot.reversed()
      if lot.count >= lane.lot { mayHaveMore = true }
    }
    return ready.popLast()
  }

  private func lease() async -> [Job] {
    let now = clock.now().wall
    let lane = lane
    do throws(HubError) {
      return try await store.commit { try $0.leaseJobs(in: lane, due: now, leaseUntil: now + lane.leaseLength, limit: lane.lot) }
    } catch {
      try? await Task.sleep(for: .seconds(1))
      return []
    }
  }

  private func finish() {
    inHand -= 1
    signal()
  }

  private func signal() {
    isSignalled = true
    sleeper?.resume()
    sleeper = nil
  }

  /// Until a signal. What was put off, or what nobody told of, is found when the time is up.
  private func sleep(atMost limit: TimeSpan) async {
    let timer = Task { [weak self] in
      try? await Task.sleep(for: .microseconds(limit.microseconds))
      if !Task.isCancelled { await self?.wake() }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if isSignalled || Task.isCancelled { continuation.resume() } else { sleeper = continuation }
      }
    } onCancel: {
      Task { await self.signal() }
    }
    isSignalled = false
    timer.cancel()
  }
}

extension JobLane {
  fileprivate static let indexLot = 16
  fileprivate static let screeningLot = 4
}

extension Job.Lane {
  /// How many jobs are leased in one commit: a newcomer that is more urgent waits for these at most.
  fileprivate var lot: Int {
    switch self {
    case .index: JobLane.indexLot
    case .screening: JobLane.screeningLot
    case .long: 1
    }
  }

  /// Ends with the process at the latest (`LeaseRecovery.takeUpJobs`); while it runs nobody else may begin the same job.
  fileprivate var leaseLength: TimeSpan { self == .long ? .hours(1) : .seconds(60) }
}
