import Foundation
import HubModel
import HubTesting
import Testing
import Trust

@Suite("kill -9", .ownThread, .enabled(if: Peers.hasDCMTK, Comment(rawValue: Peers.dcmtkReason)))
struct KillTests {
  static let kills = TestLevel.isAll ? 1_000 : 50

  @Test("at random moments of a mixed upload: what was acknowledged is there, nothing partial is left, no reading is lost")
  func randomMoments() throws {
    try Region.run { region in
      let random = TestLevel.random("kill -9")
      let ledger = KillLedger()
      let upload = MixedUpload(region: region, client: try region.client(Region.baihe), ledger: ledger)
      var objects = ObjectDigests(hub: region.hub)
      var slowestStart = 0.0
      for round in 1...Self.kills {
        let sending = try upload.start(round: round)
        usleep(UInt32(random.next() % 400_000) + 5_000)
        region.hub.killHard()
        sending.join()
        try Self.expectNothingLost(ledger, &objects, round: round, in: region)
        slowestStart = max(slowestStart, try region.hub.start())
        #expect(region.hub.partialFiles.isEmpty, "round \(round): partial files after the start")
        #expect(region.hub.lastOutput.contains("start: found"), "the hub does not say what it found")
      }
      print("\(Self.kills) kills, \(ledger.count) acknowledged objects, slowest start \(slowestStart) s")
      #expect(ledger.count >= Self.kills, "hardly anything was acknowledged: the test tests nothing")
      try Self.expectAllRead(ledger, in: region)
    }
  }

  private static func expectNothingLost(_ ledger: KillLedger, _ objects: inout ObjectDigests, round: Int, in region: Region) throws {
    let arrivals = try StoredArrival.all(of: region.hub, in: region)
    let losses = ledger.losses(in: arrivals, objects: try objects.refresh())
    #expect(losses.isEmpty, "round \(round): \(losses.prefix(5))")
  }

  /// After the last start all jobs are done, every acknowledged object stands in a reading, and the trail holds.
  private static func expectAllRead(_ ledger: KillLedger, in region: Region) throws {
    let wanted = ledger.uids
    let audit = try region.tool.run(["audit", "verify"], profile: "admin", seconds: 120)
    #expect(audit.status == 0, "\(audit.all)")
    try Wait.untilTrue("every acknowledged object in a reading", seconds: 120) {
      usleep(500_000)
      #expect(try region.hub.terminate() == 0)
      let arrivals = try StoredArrival.all(of: region.hub, in: region)
      try region.hub.start()
      return wanted.isSubset(of: arrivals.filter { $0.isIndexed && $0.hasReading }.map(\.uid))
    }
    #expect(try region.client(Region.radiologist).readings().readings.isEmpty == false)
  }
}

/// SHA-256 of every object file, by name. Files seen before are taken as they were, but for every tenth look, which hashes all.
struct ObjectDigests {
  let hub: HubProcess
  private var known: [String: String] = [:]
  private var looks = 0

  init(hub: HubProcess) { self.hub = hub }

  mutating func refresh() throws -> [String: String] {
    looks += 1
    if looks % 10 == 0 { known = [:] }
    var present: [String: String] = [:]
    for url in hub.objectFiles {
      let name = url.lastPathComponent
      present[name] = try known[name] ?? Digests.hex(ofFile: url.path)
    }
    known = present
    return present
  }
}
