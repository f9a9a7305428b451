import Foundation
import HubModel
import StoreSQLite

/// The program as a child process, on a data folder of its own.
final class HubUnderTest {
  let folder: String
  private let home: String
  private let program: String
  private var process: Process?
  private(set) var startSeconds = 0.0
  private(set) var dicomPort: UInt16 = 0
  private var environment: [String: String] { ["READINGHUB_HOME": home, "READINGHUB_LOG_LEVEL": "error", "PATH": "/usr/bin:/bin"] }
  private var hubURL = ""
  private(set) var httpPort: UInt16 = 0

  init(folder: String) throws {
    self.folder = folder + "/data"
    home = folder + "/home"
    program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("readinghub").path
    try run(["init", "--data", self.folder])
  }

  func start(pausesJobs: Bool) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["serve", "--data", folder, "--http", "127.0.0.1:0", "--dicom", "127.0.0.1:0"] + (pausesJobs ? ["--pause-jobs"] : [])
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    let started = ContinuousClock.now
    try process.run()
    self.process = process
    var text = ""
    while !(text.contains("http http://") && text.contains("dicom ") && text.hasSuffix("\n")) {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw BenchError("the hub did not start") }
      text += String(decoding: data, as: UTF8.self)
    }
    startSeconds = (ContinuousClock.now - started) / .seconds(1)
    for line in text.split(separator: "\n") {
      if line.hasPrefix("http ") {
        hubURL = String(line.dropFirst(5))
        httpPort = hubURL.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
      }
      if line.hasPrefix("dicom "), let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) { dicomPort = port }
    }
  }

  /// One hospital and one clinic with the AE title BENCH.
  func addClinic() throws {
    try run(["admin", "hospital", "add", "Bench", "--profile", "admin", "--hub", hubURL])
    try run(["admin", "clinic", "add", "Bench", "--code", "B1", "--ae", "BENCH", "--read-by", "Bench", "--profile", "admin", "--hub", hubURL])
  }

  /// Writes into the store of a hub that is not running.
  func populate<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) throws -> Value {
    guard process == nil else { throw BenchError("the hub is running") }
    let path = folder + "/hub.sqlite"
    return try Waiting.run {
      let store = try SQLiteHubStore(path: path)
      let value = try await store.write(body)
      await store.close()
      return value
    }
  }

  /// The administrator's, as `init` left it.
  func administratorToken() throws -> String {
    struct Kept: Decodable { var token: String }
    return try JSONDecoder().decode(Kept.self, from: Data(contentsOf: URL(fileURLWithPath: home + "/profiles/admin.json"))).token
  }

  func stop() {
    process?.terminate()
    process?.waitUntilExit()
    process = nil
  }

  /// User and system time so far.
  func cpuSeconds() -> Double {
    guard let process, let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8) else { return .nan }
    let fields = text.drop { $0 != ")" }.split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return .nan }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  func residentMegabytes() -> Double {
    guard let process, let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) })
    else { return .nan }
    return kilobytes / 1024
  }

  private func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchError("readinghub \(arguments.prefix(3).joined(separator: " ")) failed") }
  }
}

/// An asynchronous body for a thread that has nothing else to do.
enum Waiting {
  static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let box = ResultBox<Value>()
    let done = DispatchSemaphore(value: 0)
    Task {
      do { box.result = .success(try await body()) } catch { box.result = .failure(error) }
      done.signal()
    }
    done.wait()
    guard let result = box.result else { throw BenchError("no result") }
    return try result.get()
  }

  private final class ResultBox<Value>: @unchecked Sendable { var result: Result<Value, any Error>? }
}
