import Foundation
import Testing

@testable import readinghub

@Suite("The service unit that comes with the program")
struct ServiceUnitTests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/readinghub.service").path
  private static let analyzer = "/usr/bin/systemd-analyze"

  private static func values(_ key: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix(key + "=") }.map {
      String($0.dropFirst(key.count + 1))
    }
  }

  @Test("its command is one the program takes, and leaves it time to finish")
  func command() throws {
    let words = try #require(try Self.values("ExecStart").first).split(separator: " ").map(String.init)
    #expect(words.count > 3 && words[1] == "serve")
    let command = try ServeCommand.parse(Array(words.dropFirst(2)))
    #expect(command.tls == .own && command.logFormat == .json)
    let limit = try #require(try Self.values("TimeoutStopSec").first.flatMap { Int64($0) })
    #expect(limit > command.drainSeconds + command.drainNoticeSeconds + 5)
    #expect(try Self.values("Type") == ["notify"] && Self.values("NotifyAccess") == ["main"])
    #expect(try Self.values("ExecReload") == ["/bin/kill -HUP $MAINPID"])
  }

  @Test(
    "systemd understands all of it",
    .enabled(if: FileManager.default.isExecutableFile(atPath: analyzer), "SKIPPED: no systemd-analyze on this machine"))
  func verified() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // The program and its user are not installed here.
    let text = try String(contentsOfFile: Self.path, encoding: .utf8).replacingOccurrences(of: "/usr/local/bin/readinghub", with: "/bin/true")
      .replacingOccurrences(of: "User=readinghub", with: "User=root").replacingOccurrences(of: "Group=readinghub", with: "Group=root")
    let file = folder.appendingPathComponent("readinghub.service")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.analyzer)
    process.arguments = ["verify", file.path]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && !said.contains("readinghub.service"), "\(said)")
  }

  @Test("the watchdog is meant for the process that is named, or for all; without a socket there is nobody to tell")
  func environment() {
    let socket = ["NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "4000000"]
    #expect(ServiceNotifier(environment: socket, processID: 7)?.watchdogInterval == .seconds(4))
    #expect(ServiceNotifier(environment: socket.merging(["WATCHDOG_PID": "7"]) { $1 }, processID: 7)?.watchdogInterval == .seconds(4))
    let ofAnother = ServiceNotifier(environment: socket.merging(["WATCHDOG_PID": "8"]) { $1 }, processID: 7)
    #expect(ofAnother != nil && ofAnother?.watchdogInterval == nil)
    for silent in [[:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "relative"], ["NOTIFY_SOCKET": "@"]] {
      #expect(ServiceNotifier(environment: silent) == nil)
    }
  }
}
