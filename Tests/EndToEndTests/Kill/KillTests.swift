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
      var look = StoreLook(hub: region.hub)
      var slowestStart = 0.0
      for round in 1...Self.kills {
        let sending = try upload.start(round: round)
        // Now and then late enough for the hub to be giving new objects their own files.
        usleep(UInt32(random.next() % (round % 5 == 0 ? 4_500_000 : 400_000)) + 5_000)
        region.hub.killHard()
        sending.join()
        try look.refresh(in: region)
        let losses = ledger.losses(in: look.arrivals, objects: look.objects)
        #expect(losses.isEmpty, "round \(round): \(losses.prefix(5))")
        slowestStart = max(slowestStart, try region.hub.start())
        #expect(region.hub.partialFiles.isEmpty, "round \(round): partial files after the start")
        #expect(region.hub.lastOutput.contains("start: found"), "the hub does not say what it found")
      }
      print("\(Self.kills) kills, \(ledger.count) acknowledged objects, slowest start \(slowestStart) s")
      #expect(ledger.count >= Self.kills, "hardly anything was acknowledged: the test tests nothing")
      try Self.expectAllRead(ledger, in: region)
    }
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

/// What a stopped hub's folder holds. What was seen before is taken as it was, but for every tenth look, which reads and hashes all.
struct StoreLook {
  let hub: HubProcess
  /// By SOP Instance UID.
  private(set) var arrivals: [String: StoredArrival] = [:]
  /// Each object, in its file or in the log, by its name.
  private(set) var objects: [String: ObjectDigests] = [:]
  private var files: [String: ObjectDigests] = [:]
  private var looks = 0

  init(hub: HubProcess) { self.hub = hub }

  mutating func refresh(in region: Region) throws {
    looks += 1
    if looks % 10 == 0 { (arrivals, files) = ([:], [:]) }
    let seen = arrivals.values.map(\.number).max() ?? 0
    for arrival in try StoredArrival.all(of: hub, after: seen, in: region) { arrivals[arrival.uid] = arrival }
    var present: [String: ObjectDigests] = [:]
    for url in hub.objectFiles {
      let name = url.lastPathComponent
      present[name] = try files[name] ?? ObjectDigests(ofFile: url.path)
    }
    files = present
    objects = try present.merging(hub.objectsInLog(region)) { file, _ in file }
  }
}
