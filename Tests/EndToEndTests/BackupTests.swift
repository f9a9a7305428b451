import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Backup while the hub runs, restore elsewhere", .ownThread)
struct BackupTests {
  @Test("what was acknowledged before the backup is in the restored folder, checked; a second backup copies only what is new")
  func roundTrip() throws {
    try Region.run { region in
      let backups = region.file("backup")
      #expect(try region.tool.run(["backup"], profile: "admin").all.contains("backup-unavailable"))
      #expect(try region.hub.terminate() == 0)
      _ = try region.hub.start(arguments: ["--backups", backups])
      _ = try region.sendECGs(2, from: Region.baihe)
      try region.upload(SampleStudy("ecg-normal"), from: Region.qingshan)
      let readings = try region.waitForReadings(3, of: Region.cardiologist, seconds: 60)
      _ = try region.issueReport(on: readings[0].id, by: Region.cardiologist)
      let first: BackupStatus = try region.tool.json(["backup"], profile: "admin")
      #expect(first.state == .done && first.copiedObjects >= 5, "\(first)")
      try region.upload(SampleStudy("ecg-old-infarct"), from: Region.qingshan)
      let second: BackupStatus = try region.tool.json(["backup"], profile: "admin")
      #expect(second.copiedObjects == 1 && second.objects == first.objects + 1, "\(second)")
      try region.upload(SampleStudy("ecg-paced"), from: Region.baihe)
      region.hub.killHard()
      let restored = region.file("restored")
      let outcome = try region.tool.run(["restore", "--from", backups, "--data", restored, "--lang", "en"])
      #expect(outcome.status == 0 && outcome.output.contains("4 objects"), "\(outcome.all)")
      #expect(try region.tool.run(["restore", "--from", backups, "--data", restored]).all.contains("already-exists"))
      // A bit that falls in the backup is found before anybody relies on it.
      let sample = try Data(SampleStudy("ecg-normal").bytes[0])
      let file = try #require(Self.objects(in: backups).first { (try? Data(contentsOf: $0)) == sample })
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: file)
      #expect(try region.tool.run(["restore", "--from", backups, "--data", region.file("bad")]).status == 6)
    }
  }

  private static func objects(in folder: String) -> [URL] {
    let found = FileManager.default.enumerator(at: URL(fileURLWithPath: folder + "/objects"), includingPropertiesForKeys: nil)
    return (found?.allObjects as? [URL] ?? []).filter { $0.lastPathComponent.count >= 60 && $0.pathExtension.isEmpty }.sorted { $0.path < $1.path }
  }
}
