import Foundation
import HubTesting
import Testing

@Suite("doctor", .ownThread)
struct DoctorTests {
  private struct Document: Decodable {
    struct Check: Decodable {
      var check: String
      var level: String
      var chinese: String
      var english: String
    }
    var worst: String
    var checks: [Check]
    func level(_ check: String) -> String? { checks.first { $0.check == check }?.level }
  }

  private static func ask(_ arguments: [String], _ tool: CommandLineTool, profile: String? = nil) throws -> (status: Int32, told: Document) {
    let outcome = try tool.run(["doctor", "--json"] + arguments, profile: profile)
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    let document = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
    for check in document.checks { #expect(check.chinese.hasSuffix("。") || check.chinese.hasSuffix("！") || check.level == "fault", "\(check)") }
    return (outcome.status, document)
  }

  @Test("the way to a hub: all well, wrong token, unknown AE, another service, another root, another name, nobody there, no such host")
  func link() throws {
    try SecureHub.run { hub in
      let good = try Self.ask([], hub.tool, profile: "admin")
      #expect(good.status == 0 && good.told.worst == "good", "\(good)")
      let expected = [
        "profile", "name-resolves", "port-open", "root-days", "tls-version", "tls-chain", "tls-name", "tls-days", "round-trip", "clock", "hub-ready",
        "token", "version",
      ]
      #expect(good.told.checks.map(\.check) == expected, "\(good.told.checks.map(\.check))")
      let text = try hub.tool.run(["doctor", "--lang", "zh"], profile: "admin")
      #expect(text.status == 0 && text.output.split(separator: "\n").allSatisfy { $0.hasPrefix("✓ ") }, "\(text.all)")

      try hub.tool.expect(["init", "--data", hub.folder.file("stranger"), "--profile", "stranger", "--url", hub.url])
      let foreign = try Self.ask([], hub.tool, profile: "stranger")
      #expect(foreign.status == 1 && foreign.told.level("tls-chain") == "fault" && foreign.told.level("token") == nil, "\(foreign)")
      let named = try Self.ask(["--hub", "https://localhost:\(hub.port)"], hub.tool, profile: "admin")
      #expect(named.status == 1 && named.told.level("tls-name") == "fault", "\(named)")
      let path = hub.folder.file("home/profiles/admin.json")
      let kept = try String(contentsOfFile: path, encoding: .utf8)
      try kept.replacing(try hub.tool.token(of: "admin"), with: "rha_" + String(repeating: "A", count: 52)).write(
        toFile: path, atomically: true, encoding: .utf8)
      let token = try Self.ask([], hub.tool, profile: "admin")
      #expect(token.status == 1 && token.told.level("hub-live") == "fault" && token.told.level("hub-ready") == "good", "\(token)")
      try kept.write(toFile: path, atomically: true, encoding: .utf8)
      let nobody = try Self.ask(["--hub", "https://127.0.0.1:\(try LoopbackSocket.freePort())"], hub.tool, profile: "admin")
      #expect(nobody.status == 1 && nobody.told.level("port-open") == "fault", "\(nobody)")
      let nowhere = try Self.ask(["--hub", "https://no-such-host.invalid"], hub.tool, profile: "admin")
      #expect(nowhere.status == 1 && nowhere.told.level("name-resolves") == "fault", "\(nowhere)")
      let absent = try Self.ask([], hub.tool, profile: "none")
      #expect(absent.status == 1 && absent.told.level("profile") == "fault", "\(absent)")
    }
  }

  @Test("the DICOM door: it answers, knows the caller or not, is called so or not, is none, is not there")
  func dicomDoor() throws {
    try Region.run { region in
      let door = "127.0.0.1:\(region.hub.dicomPort)"
      let cases: [([String], String, String)] = [
        (["--dicom", door, "--calling", "QINGSHAN"], "good", "answers C-ECHO"),
        (["--dicom", door, "--calling", "NOBODY"], "fault", "calling AE title NOBODY"),
        (["--dicom", door, "--calling", "QINGSHAN", "--called", "OTHER"], "fault", "not called OTHER"),
        (["--dicom", "127.0.0.1:\(try LoopbackSocket.freePort())"], "fault", "Nobody listens"),
      ]
      for (arguments, level, words) in cases {
        let told = try Self.ask(arguments, region.tool, profile: Region.qingshan.profile).told
        let check = try #require(told.checks.first { $0.check == "dicom-echo" })
        #expect(check.level == level && check.english.contains(words), "\(check)")
        #expect(["good", "attention"].contains(told.level("upload-speed")), "\(told.checks)")
      }
    }
  }

  @Test("a data folder, beside a running hub and alone: modes, backup, numbers; nothing is changed")
  func folder() throws {
    try Region.run { region in
      let running = try Self.ask(["--data", region.hub.data], region.tool)
      #expect(running.told.checks.contains { $0.check == "running" && $0.english == "A hub runs on the folder." }, "\(running)")
      #expect(running.told.level("backlog") == "good" && running.told.level("jobs-given-up") == "good", "\(running)")
      #expect(running.told.level("schema") == nil && running.told.level("backup-age") == "attention")
      #expect(running.told.level("disk-sync") != "fault" && region.hub.partialFiles.isEmpty)
      #expect(running.status == 7 || running.told.worst == "fault", "\(running)")
      #expect(region.hub.isRunning)
      #expect(try region.hub.terminate() == 0)
      let before = try Data(contentsOf: URL(fileURLWithPath: region.hub.data + "/hub.sqlite"))
      let alone = try Self.ask(["--data", region.hub.data], region.tool)
      #expect(alone.told.level("schema") == "good" && alone.told.level("backlog") == "good" && alone.told.level("file-modes") == "good", "\(alone)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: region.hub.data + "/hub.sqlite")) == before)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: region.hub.data + "/keys/root-key.pem")
      let open = try Self.ask(["--data", region.hub.data, "--backups", region.file("none")], region.tool)
      #expect(open.status == 1 && open.told.level("file-modes") == "fault" && open.told.level("backup-age") == "fault", "\(open)")
      #expect(open.told.checks.contains { $0.english.contains("root-key.pem") })
      try Data("no store".utf8).write(to: URL(fileURLWithPath: region.hub.data + "/hub.sqlite"))
      #expect(try Self.ask(["--data", region.hub.data], region.tool).told.level("schema") == "fault")
      let none = try Self.ask(["--data", region.folder.path], region.tool)
      #expect(none.status == 1 && none.told.checks.map(\.check) == ["folder"], "\(none)")
    }
  }
}
