import Foundation
import HubTesting
import Testing

@Suite("What the hub refuses to start with", .ownThread)
struct ConfigurationTests {
  private struct Case {
    var arguments: [String]
    var code: String
  }

  @Test("unsafe listeners, a folder in use, a folder that is none, a port in use: refused with a code and a sentence")
  func refusals() throws {
    try Region.run { region in
      let second = region.file("second")
      try region.tool.expect(["init", "--data", second, "--profile", "second"])
      let free = try (0..<2).map { _ in "127.0.0.1:\(try LoopbackSocket.freePort())" }
      let cases = [
        Case(arguments: ["--data", second, "--http", "0.0.0.0:0", "--dicom", free[1]], code: "unsafe-configuration"),
        Case(arguments: ["--data", second, "--http", "[::]:0", "--dicom", free[1]], code: "unsafe-configuration"),
        Case(arguments: ["--data", second, "--http", free[0], "--dicom", "0.0.0.0:0"], code: "unsafe-configuration"),
        Case(
          arguments: [
            "--data", second, "--http", free[0], "--dicom", free[1], "--tls-cert", second + "/hub.json", "--tls-key", second + "/hub.json",
          ],
          code: "unsafe-configuration"),
        Case(arguments: ["--data", second, "--http", free[0], "--dicom", free[0]], code: "listener-failed"),
        Case(arguments: ["--data", region.hub.data, "--http", free[0], "--dicom", free[1]], code: "folder-in-use"),
        Case(arguments: ["--data", region.folder.path, "--http", free[0], "--dicom", free[1]], code: "not-a-hub-folder"),
        Case(arguments: ["--data", region.folder.path + "/absent", "--http", free[0], "--dicom", free[1]], code: "not-a-hub-folder"),
        Case(arguments: ["--data", second, "--http", "127.0.0.1:\(region.hub.httpPort)", "--dicom", free[1]], code: "listener-failed"),
        Case(arguments: ["--data", second, "--http", free[0], "--dicom", "127.0.0.1:\(region.hub.dicomPort)"], code: "listener-failed"),
      ]
      for refusal in cases {
        let outcome = try region.tool.run(["serve"] + refusal.arguments, seconds: 45)
        #expect(outcome.status == 1, "\(refusal.arguments): \(outcome.status) \(outcome.all)")
        #expect(outcome.errors.contains(refusal.code) && outcome.errors.count > refusal.code.count + 20, "\(refusal.arguments): \(outcome.all)")
        #expect(!outcome.output.contains("start:"), "\(refusal.arguments): \(outcome.all)")
      }
      // The trail does not say either that it started, as that of the running hub does.
      #expect(hasStarted(region.hub.data) && !hasStarted(second))
      #expect(region.hub.isRunning)
      #expect(try region.hub.client.send(WireRequest(path: "/health/live")).status == 200)
      let again = try region.tool.run(["init", "--data", region.hub.data])
      #expect(again.status == 1 && again.errors.contains("already-exists"), "\(again.all)")
    }
  }

  /// Whether the store's files hold the audit entry of a start.
  private func hasStarted(_ data: String) -> Bool {
    ["/hub.sqlite", "/hub.sqlite-wal"].contains { file in
      (try? Data(contentsOf: URL(fileURLWithPath: data + file)))?.firstRange(of: Data("hub-started".utf8)) != nil
    }
  }

  @Test("secrets lie where only their owner reads them")
  func modes() throws {
    try Region.run { region in
      let files = FileManager.default
      let secret = ["keys/root-key.pem", "keys/hub-key.pem", "hub.json", "hub.sqlite", "hub.sqlite-wal", "hub.sqlite-shm"].map {
        region.hub.data + "/" + $0
      }
      let profiles = ["profiles/admin.json", "profiles/qingshan.json", "keys/cardiologist.key.pem"].map { region.tool.folder + "/home/" + $0 }
      for path in secret + profiles {
        let mode = try #require(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
        #expect(mode & 0o077 == 0, "\(path) has mode \(String(mode, radix: 8))")
      }
    }
  }

  @Test("SIGTERM finishes what was begun and the next start finds nothing to put right")
  func gracefulStop() throws {
    try Region.run { region in
      let client = try region.client(Region.qingshan)
      let files = (0..<40).map { ImageRecipe(UInt64($0), rows: 64, columns: 64).file }
      let upload = try client.openUpload(files, isComplete: true)
      let sending = Threads.start { files.map { (try? client.put($0, to: upload.id))?.isSuccess ?? false } }
      usleep(30_000)
      #expect(try region.hub.terminate() == 0)
      let acknowledged = zip(files, sending.join()).filter(\.1).map { Digests.key($0.0) }
      let seconds = try region.hub.start()
      #expect(region.hub.lastOutput.contains("swept 0 partial files"), "\(region.hub.lastOutput)")
      #expect(try client.held(among: acknowledged) == Set(acknowledged))
      print("start took \(seconds) s (debug build)")
    }
  }
}
