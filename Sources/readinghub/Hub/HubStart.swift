import HubFlow
import HubModel

/// What a start finds and puts right before the hub answers anyone.
struct StartReport: Sendable {
  var sweptFiles: Int
  var sweptBytes: Int64
  var waitingJobs: Int
  var deadJobs: Int
  var lapsedLeases: Int

  var sentence: String {
    "found \(waitingJobs) waiting jobs, \(deadJobs) given up; swept \(sweptFiles) partial files (\(sweptBytes) bytes); \(lapsedLeases) leases lapsed"
  }
}

extension HubComposition {
  /// Sweeps partial files, renews leases of another boot, counts what waits.
  func recover(bootIdentity: String, clock: some HubClock) async throws -> StartReport {
    let swept = try staging.sweep()
    let recovery = LeaseRecovery(store: store, clock: clock, clocks: settings.clocks)
    try await recovery.rebase(bootIdentity: bootIdentity)
    let waiting = try await recovery.takeUpJobs()
    let lapsed = try await stages.worklist.lapse()
    let dead = try await store.read { try $0.jobs(in: .dead, limit: 100_000).count }
    return StartReport(sweptFiles: swept.files, sweptBytes: swept.bytes, waitingJobs: waiting, deadJobs: dead, lapsedLeases: lapsed)
  }
}
