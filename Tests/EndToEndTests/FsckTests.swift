import Foundation
import HubModel
import HubTesting
import Testing

@Suite("fsck finds what is not as acknowledged", .ownThread)
struct FsckTests {
  private struct Result: Decodable {
    struct Flaw: Decodable, Equatable {
      var kind: String
      var subject: String
    }
    var objects: Int
    var reports: Int
    var auditEntries: Int
    var orphans: Int
    var flaws: [Flaw]
  }

  private static func check(_ region: Region) throws -> (status: Int32, result: Result) {
    let outcome = try region.tool.run(["fsck", "--data", region.hub.data, "--json"])
    return (outcome.status, try JSONDecoder().decode(Result.self, from: Data(outcome.output.utf8)))
  }

  @Test("a sound folder is sound; one flipped bit, one lost file, one changed report and one changed audit entry are each found and named")
  func flaws() throws {
    try Region.run { region in
      // One by C-STORE, which lies in the object log, two by upload, in files of their own.
      _ = try region.sendECGs(1, from: Region.baihe)
      for sample in ["ecg-normal", "ecg-old-infarct"] { try region.upload(SampleStudy(sample), from: Region.qingshan) }
      let readings = try region.waitForReadings(3, of: Region.cardiologist, seconds: 60)
      _ = try region.issueReport(on: readings[0].id, by: Region.cardiologist)
      let busy = try region.tool.run(["fsck", "--data", region.hub.data, "--json"])
      #expect(busy.status == 1 && busy.all.contains("folder-in-use"))
      #expect(try region.hub.terminate() == 0)
      let sound = try Self.check(region)
      #expect(sound.status == 0 && sound.result.flaws.isEmpty && sound.result.objects == 3 && sound.result.reports == 1, "\(sound)")
      let files = try Self.objectFiles(region)
      #expect(files.count >= 2, "\(files)")
      for file in files {
        let whole = try Data(contentsOf: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        var flipped = whole
        flipped[flipped.count / 2] ^= 1
        try flipped.write(to: file)
        let damaged = try Self.check(region)
        try FileManager.default.removeItem(at: file)
        let missing = try Self.check(region)
        try whole.write(to: file)
        // A prepared PDF may go: it is made again when it is needed.
        if damaged.result.flaws.isEmpty && missing.result.flaws.isEmpty { continue }
        #expect(damaged.status == 6 && damaged.result.flaws.allSatisfy { $0.kind.hasSuffix("damaged") }, "\(damaged)")
        #expect(missing.status == 6 && missing.result.flaws.allSatisfy { $0.kind.hasSuffix("missing") }, "\(missing)")
      }
      #expect(try Self.check(region).status == 0)
      _ = try Peers.python("read-store.py", ["flip", region.hub.data + "/hub.sqlite", "detail", "5", "0"], in: region.folder.path)
      let broken = try Self.check(region)
      #expect(broken.status == 6 && broken.result.flaws.map(\.kind) == ["audit-broken"], "\(broken)")
    }
  }

  /// Objects and reports in files of their own.
  private static func objectFiles(_ region: Region) throws -> [URL] {
    let root = URL(fileURLWithPath: region.hub.data + "/objects")
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
    return (found?.allObjects as? [URL] ?? []).filter { $0.lastPathComponent.count >= 60 }
  }
}
