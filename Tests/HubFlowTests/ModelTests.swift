import Foundation
import HubModelled
import HubTesting
import Testing

/// Random sequences against the specification in `HubTesting/Modelled`. Each seed is a hub of its own. A failure names its seed, which
/// `READINGHUB_SEED=…` runs again, and the shortest sequence of calls found that still fails. The long run is a release build
/// (`make test-all`).
@Suite("The hub against its model")
struct ModelTests {
  private static let only = ProcessInfo.processInfo.environment["READINGHUB_SEED"].flatMap(UInt64.init)

  /// What 200 sequences must have come by; else they test less than they say.
  private static let mustHappen: Set<String> = [
    "upload new", "upload known", "claim done", "claim reading-held", "claim same-doctor", "claim reading-not-ready", "claim outside-scope",
    "claim agreement-not-in-force", "claim licence-not-valid", "claimNext done", "claimNext nothing-to-claim", "save lease-stale", "save done",
    "save lease-not-held", "save revision-conflict", "save appended-changes", "save bad-request", "prepare done", "sign final", "sign preliminary",
    "sign amended", "sign corrected", "sign appended", "sign entered-in-error", "sign already-signed", "sign not-prepared", "sign signature-invalid",
    "prepareReview done", "review final", "review corrected", "review appended", "giveBack done", "amend done", "amend amendment-open",
    "amend revision-conflict", "amend report-not-issued", "amend report-withdrawn", "cancelAmendment done", "cancelAmendment no-amendment",
    "override done", "raise done", "tell done", "answer done", "answer not-found", "close done", "close episode-waiting", "poll alarms",
    "acknowledge done", "acknowledge digest-mismatch", "license done", "crash done", "failing storage-failed",
    "late object", "late object while amended", "late ECG after the report", "document alone", "changed report",
  ]

  @Test("queue, leases, versions, signatures, critical values and deliveries, with crashes, failed commits, repeats and clocks that jump")
  func sequences() async throws {
    let seeds = Self.only.map { $0..<$0 + 1 } ?? 1..<201
    let summary = try await ModelSequence.runAll(seeds, in: ModelledRegion(), collectsAnswers: true)
    #expect(summary.failure == nil, "\(summary.failure ?? "")")
    let missing = Self.mustHappen.subtracting(summary.answers).sorted()
    #expect(missing.isEmpty || Self.only != nil || summary.failure != nil, "never: \(missing)")
  }
}
