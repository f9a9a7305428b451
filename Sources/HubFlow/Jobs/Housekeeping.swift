import HubModel

/// What time alone brings about: leases lapse, quiet studies close, fulfilled manifests close, unanswered critical values escalate, the disk fills.
package struct Housekeeping: Sendable {
  private let worklist: Worklist
  private let indexing: Indexing
  private let critical: CriticalValues
  private let space: SpaceWatch
  private let probe: WriteProbe?
  private let interval: TimeSpan
  private let report: @Sendable (HubError) -> Void

  package init(
    worklist: Worklist, indexing: Indexing, critical: CriticalValues, space: SpaceWatch, probe: WriteProbe? = nil,
    interval: TimeSpan = .milliseconds(500),
    report: @escaping @Sendable (HubError) -> Void
  ) {
    self.worklist = worklist
    self.indexing = indexing
    self.critical = critical
    self.space = space
    self.probe = probe
    self.interval = interval
    self.report = report
  }

  /// Until cancelled.
  package func run() async {
    while !Task.isCancelled {
      await tick()
      try? await Task.sleep(for: .microseconds(interval.microseconds))
    }
    await probe?.finish()
  }

  package func tick() async {
    // On its own: what does not become durable must not keep the rest from being looked at.
    await probe?.look()
    do throws(HubError) {
      try await space.look()
      _ = try await critical.escalateDue()
      _ = try await worklist.lapse()
      _ = try await indexing.closeFulfilledManifests()
      _ = try await indexing.closeQuietStudies()
    } catch { report(error) }
  }
}
