import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("The index is made anew from the objects", .ownThread)
struct RebuildTests {
  struct Told: Decodable {
    struct Salvage: Decodable {
      struct Table: Decodable {
        var name: String
        var rows: Int
        var isWhole: Bool
      }
      var isReadable: Bool
      var tables: [Table]
    }
    struct Rebuilt: Decodable {
      var knownObjects: Int
      var restoredObjects: Int
      var missingObjects: Int
      var ownerlessObjects: Int
      var restoredReports: Int
      var unplacedReports: Int
      var addedClinics: Int
      var addedReaders: Int
      var damagedRegisterLines: Int
    }
    struct Tokens: Decodable {
      var administrator: Bool
      var clinics: Int
      var readers: Int
    }
    var salvage: Salvage
    var rebuilt: Rebuilt
    var withoutToken: Tokens
    var isInForce: Bool
    var oldIndex: String?
  }

  static func rebuild(_ region: Region, _ arguments: [String] = [], expects status: Int32 = 0) throws -> Told {
    let outcome = try region.tool.run(["fsck", "--data", region.hub.data, "--rebuild-index", "--json"] + arguments, seconds: 120)
    #expect(outcome.status == status, "\(outcome.all.prefix(2_000))")
    return try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
  }

  private static func removeStore(_ region: Region) {
    for ending in ["", "-wal", "-shm"] { unlink(region.hub.data + "/hub.sqlite" + ending) }
  }

  /// Two clinics' ECGs, one of them by C-STORE where there is DCMTK, and one signed report of Qingshan.
  private static func fill(_ region: Region) throws -> ReadingID {
    _ = try region.sendECGs(2, from: Region.baihe)
    try region.upload(SampleStudy("ecg-normal"), from: Region.qingshan)
    let readings = try region.waitForReadings(3, of: Region.cardiologist, seconds: 60)
    let one = try #require(readings.first { $0.clinicName == Region.qingshan.name })
    // A draft first: its version is lost with the store, and the signed one is the second.
    try region.tool.expect(["claim", "\(one.id)"], profile: Region.cardiologist.profile)
    try region.tool.expect(["report", "\(one.id)", "--file", "-"], profile: Region.cardiologist.profile, input: Region.reportText)
    try region.issueReport(on: one.id, by: Region.cardiologist)
    return one.id
  }

  @Test("without a store: objects go back to their clinics, signed reports to their readings, numbers are not given out twice; tokens are new")
  func withoutStore() throws {
    try Region.run { region in
      let signed = try Self.fill(region)
      let before: ReportPage = try region.client(Region.qingshan).ask(.get("reports?all=true"))
      #expect(try region.hub.terminate() == 0)
      Self.removeStore(region)
      let dry = try Self.rebuild(region)
      #expect(!dry.isInForce && !dry.salvage.isReadable && dry.rebuilt.restoredObjects == 3 && dry.rebuilt.restoredReports == 1, "\(dry)")
      #expect(!FileManager.default.fileExists(atPath: region.hub.data + "/hub.sqlite"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: region.hub.data).allSatisfy { !$0.contains("rebuilt") })
      let done = try Self.rebuild(region, ["--yes"])
      #expect(done.rebuilt.addedClinics == 2 && done.rebuilt.addedReaders == 2 && done.rebuilt.unplacedReports == 0, "\(done)")
      let mode = try FileManager.default.attributesOfItem(atPath: region.hub.data + "/hub.sqlite")[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(done.withoutToken.administrator && done.withoutToken.clinics == 2 && done.withoutToken.readers == 2)
      try region.hub.start()
      for clinic in [Region.qingshan, Region.baihe] {
        try region.tool.expect(
          ["admin", "clinic", "token", "rotate", clinic.profile.uppercased(), "--save-profile", clinic.profile, "--replace"], profile: "admin")
      }
      let created: ReaderCreated = try region.tool.json(["admin", "reader", "enrol-code", "1"], profile: "admin")
      try region.tool.expect(["enroll", created.enrolmentCode, "--no-passphrase", "--profile", "again"])
      let again = Region.Party(profile: "again", name: Region.cardiologist.name, aeTitle: "")
      let waiting = try region.waitForReadings(2, of: again, seconds: 60)
      #expect(waiting.count == 2 && waiting.allSatisfy { $0.clinicName == Region.baihe.name && $0.screening == .screened })
      #expect(waiting.allSatisfy { $0.id.rawValue > 1_000_000 })
      let all = try region.client(again).readings(includesFinished: true).readings
      let finished = try #require(all.first { $0.state == .completed })
      #expect(all.count == 3 && finished.clinicName == Region.qingshan.name && finished.id != signed)
      let reports: ReportPage = try region.client(Region.qingshan).ask(.get("reports"))
      #expect(reports.reports.map(\.pdfDigest) == before.reports.map(\.pdfDigest) && reports.reports[0].sequence > 1_000_000, "\(reports)")
      try region.tool.expect(["reports", "--out", region.file("returned")], profile: Region.qingshan.profile)
      // What is told of the reading that has come back, and a further version of its report, follow from what was signed.
      try region.tool.expect(["claim", "\(waiting[0].id)"], profile: "again")
      #expect(try region.hub.terminate() == 0)
      #expect(try region.tool.run(["fsck", "--data", region.hub.data]).status == 0)
      #expect(try Self.rebuild(region).rebuilt.restoredObjects == 0)
    }
  }

  @Test("an older store in its place: the hub does not start on it, fsck names what it lacks, the rebuild adds that and keeps the rest")
  func olderStore() throws {
    try Region.run { region in
      try region.upload(SampleStudy("ecg-normal"), from: Region.qingshan)
      _ = try region.waitForReadings(1, of: Region.cardiologist, seconds: 60)
      #expect(try region.hub.terminate() == 0)
      let store = region.hub.data + "/hub.sqlite"
      try FileManager.default.copyItem(atPath: store, toPath: region.file("older.sqlite"))
      try region.hub.start()
      _ = try region.sendECGs(2, from: Region.baihe)
      _ = try region.waitForReadings(3, of: Region.cardiologist, seconds: 60)
      #expect(try region.hub.terminate() == 0)
      Self.removeStore(region)
      try FileManager.default.copyItem(atPath: region.file("older.sqlite"), toPath: store)
      let refused = try region.tool.run(["serve", "--data", region.hub.data, "--http", "127.0.0.1:0", "--dicom", "off"])
      #expect(refused.status == 1 && refused.all.contains("store-behind-register") && refused.all.contains("--rebuild-index"), "\(refused.all)")
      let named = try region.tool.run(["fsck", "--data", region.hub.data, "--lang", "en"])
      #expect(named.status == 6 && named.output.components(separatedBy: "object-unlisted").count == 3, "\(named.all)")
      let done = try Self.rebuild(region, ["--yes"])
      #expect(done.salvage.isReadable && done.rebuilt.knownObjects == 1 && done.rebuilt.restoredObjects == 2 && !done.withoutToken.administrator)
      #expect(done.oldIndex.map { FileManager.default.fileExists(atPath: region.hub.data + "/" + $0) } == true)
      try region.hub.start()
      #expect(try region.waitForReadings(3, of: Region.cardiologist, seconds: 60).count == 3)
      #expect(try region.hub.terminate() == 0)
    }
  }

  @Test("without store and register: objects stay without an owner until a clinic is named; the signed report waits for its study")
  func ownerless() throws {
    try Region.run { region in
      _ = try Self.fill(region)
      #expect(try region.hub.terminate() == 0)
      Self.removeStore(region)
      try FileManager.default.removeItem(atPath: region.hub.data + "/objects/owners")
      let done = try Self.rebuild(region, ["--yes"])
      #expect(done.rebuilt.ownerlessObjects == 3 && done.rebuilt.restoredObjects == 0 && done.rebuilt.unplacedReports == 1, "\(done)")
      #expect(try region.tool.run(["fsck", "--data", region.hub.data, "--rebuild-index", "--clinic", "NONE"]).all.contains("not-found"))
      try region.hub.start()
      try region.tool.expect(["admin", "hospital", "add", Region.hospital], profile: "admin")
      try region.tool.expect(
        ["admin", "clinic", "add", Region.qingshan.name, "--code", "QINGSHAN", "--read-by", Region.hospital, "--save-profile", "new"],
        profile: "admin")
      #expect(try region.hub.terminate() == 0)
      let given = try Self.rebuild(region, ["--yes", "--clinic", "QINGSHAN"])
      #expect(given.rebuilt.restoredObjects == 3 && given.rebuilt.restoredReports == 1 && given.rebuilt.ownerlessObjects == 0, "\(given)")
      try region.hub.start()
      let reports: ReportPage = try region.client(profile: "new").ask(.get("reports"))
      #expect(reports.reports.count == 1)
      #expect(try region.hub.terminate() == 0)
    }
  }
}
