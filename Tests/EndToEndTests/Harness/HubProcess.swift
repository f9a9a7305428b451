import Foundation
import HubModel

/// The real program as a hub on a data folder of its own; started, killed and started again at will.
final class HubProcess {
  static let aeTitle = "READINGHUB"

  let data: String
  let httpPort: Int
  let dicomPort: Int
  private let tool: CommandLineTool
  private var process: ChildProcess?
  private var startCount = 0

  /// Makes the data folder; the hub is not started yet.
  init(in folder: String, tool: CommandLineTool, quietSeconds: Int = 1) throws {
    self.tool = tool
    data = folder + "/hub"
    httpPort = try LoopbackSocket.freePort()
    dicomPort = try LoopbackSocket.freePort()
    try tool.expect(
      ["init", "--data", data, "--name", "E2E", "--url", "http://127.0.0.1:\(httpPort)", "--quiet-seconds", "\(quietSeconds)"])
  }

  var client: WireClient { WireClient(port: httpPort) }
  var isRunning: Bool { process.map { $0.poll() == nil } ?? false }
  var pid: pid_t? { process?.pid }

  /// Changes the settings of `hub.json`; only before a start.
  func changeClocks(_ change: (inout ClockPolicy) -> Void) throws {
    let path = URL(fileURLWithPath: data + "/hub.json")
    guard var settings = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any], let clocks = settings["clocks"] else {
      throw HarnessFailure("hub.json has no clocks")
    }
    var policy = try JSONDecoder().decode(ClockPolicy.self, from: JSONSerialization.data(withJSONObject: clocks))
    change(&policy)
    settings["clocks"] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(policy))
    try JSONSerialization.data(withJSONObject: settings).write(to: path)
  }

  /// Starts and waits until both doors are open. Returns the seconds that took.
  ///
  /// - Parameter limits: of the shell (`ulimit …`), for the hub alone.
  @discardableResult
  func start(arguments: [String] = [], environment: [String: String] = [:], limits: String = "", seconds: Double = 20) throws -> Double {
    startCount += 1
    let addresses = ["--http", "127.0.0.1:\(httpPort)", "--dicom", "127.0.0.1:\(dicomPort)"]
    let command = ["serve", "--data", data] + addresses + arguments
    let limited = ["-c", limits + "; exec \"$0\" \"$@\"", CommandLineTool.program] + command
    let measured = try Wait.measure {
      let process = try ChildProcess(
        limits.isEmpty ? CommandLineTool.program : "/bin/sh", limits.isEmpty ? command : limited,
        environment: tool.environment.merging(environment) { $1 }, output: log("out"), errors: log("err"))
      self.process = process
      try Wait.untilTrue("the hub's ready lines", seconds: seconds) {
        if let status = process.poll() { throw HarnessFailure("the hub ended with \(status): \(TextFile.read(log("err")))") }
        let said = TextFile.read(log("out"))
        return said.contains("http http://127.0.0.1:\(httpPort)\n") && said.contains("dicom \(Self.aeTitle)@127.0.0.1:\(dicomPort)\n")
      }
    }
    return measured.seconds
  }

  private func log(_ ending: String) -> String { data + "-\(startCount).\(ending)" }

  /// Everything all starts so far have written, standard output and error.
  var logs: String {
    (1...max(startCount, 1)).map { TextFile.read(data + "-\($0).out") + TextFile.read(data + "-\($0).err") }.joined()
  }
  var lastOutput: String { TextFile.read(log("out")) }
  var lastErrors: String { TextFile.read(log("err")) }
  /// How the last start ended; `nil` while it runs.
  var lastStatus: Int32? { process?.poll() }

  /// As the power cord would.
  func killHard() { process?.end() }

  /// SIGTERM; returns the exit status.
  func terminate(seconds: Double = 30) throws -> Int32 {
    guard let process else { throw HarnessFailure("the hub was never started") }
    process.signal(SIGTERM)
    return try process.wait(seconds: seconds)
  }

  /// The exit status of a hub that was asked to end already.
  func waitForEnd(seconds: Double = 30) throws -> Int32 {
    guard let process else { throw HarnessFailure("the hub was never started") }
    return try process.wait(seconds: seconds)
  }

  /// A line of `/proc/PID/status` in kilobytes: `VmHWM`, `VmRSS`.
  func memoryKilobytes(_ name: String) throws -> Int {
    guard let pid else { throw HarnessFailure("the hub was never started") }
    let line = TextFile.read("/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix(name + ":") }
    guard let value = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) else {
      throw HarnessFailure("no \(name) of process \(pid)")
    }
    return value
  }

  /// Time the hub has had of a processor so far (proc_pid_stat(5): clock ticks).
  func processorSeconds() throws -> Double {
    guard let pid else { throw HarnessFailure("the hub was never started") }
    // The second field is the program's name in parentheses; user and system time are the twelfth and thirteenth after it.
    let fields = TextFile.read("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ").map(String.init) ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { throw HarnessFailure("no processor time") }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Partial files under `incoming`.
  var partialFiles: [String] { (try? FileManager.default.subpathsOfDirectory(atPath: data + "/incoming")) ?? [] }

  /// Stored objects that have a file of their own, whatever the folder's layout: those named by a digest.
  var objectFiles: [URL] {
    let folder = URL(fileURLWithPath: data + "/objects")
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return names.map { folder.appendingPathComponent($0) }.filter { url in
      let name = url.lastPathComponent
      return name.utf8.count == 64 && name.allSatisfy(\.isHexDigit)
    }
  }

  /// Objects that still lie in the log of new ones, by name.
  func objectsInLog(_ region: Region) throws -> [String: ObjectDigests] {
    let lines = try SystemPython.run("read-object-log.py", [data + "/objects/log"], in: region).output.split(separator: "\n")
    let rows = lines.map { $0.split(separator: " ").map(String.init) }.filter { $0.count == 3 }
    // A damaged record of an object takes nothing from a sound one.
    return Dictionary(rows.map { ($0[0], ObjectDigests(whole: $0[1], dataSet: $0[2])) }, uniquingKeysWith: { $1 })
  }
}
