import Foundation
import Synchronization

/// A process of ours whose output goes to files, so that no full pipe can stop it. It stays in the test's process group: Ctrl-C ends all.
final class ChildProcess: Sendable {
  let pid: pid_t
  private let ended = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - environment: put on top of the test's own.
  ///   - input: file to read standard input from; nothing by default.
  init(_ program: String, _ arguments: [String], environment: [String: String], input: String = "/dev/null", output: String, errors: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
    let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var pid: pid_t = 0
    let result = Self.withCStrings([program] + arguments) { arguments in
      Self.withCStrings(merged.map { "\($0)=\($1)" }) { posix_spawnp(&pid, program, &actions, nil, arguments, $0) }
    }
    guard result == 0 else { throw HarnessFailure("cannot start \(program): \(String(cString: strerror(result)))") }
    self.pid = pid
  }

  /// Exit code, or 128 + signal, once it has ended.
  func poll() -> Int32? {
    ended.withLock { ended in
      if ended != nil { return ended }
      var status: Int32 = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
      ended = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
      return ended
    }
  }

  func signal(_ number: Int32) {
    ended.withLock { if $0 == nil { kill(pid, number) } }
  }

  /// Waits until it ends; what hangs is killed and reported.
  func wait(seconds: Double) throws -> Int32 {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(seconds))
    while true {
      if let status = poll() { return status }
      guard clock.now < deadline else {
        end()
        throw HarnessFailure("process \(pid) did not end within \(seconds) s")
      }
      usleep(2_000)
    }
  }

  /// Kills and reaps.
  func end() {
    signal(SIGKILL)
    while poll() == nil { usleep(1_000) }
  }

  private static func withCStrings<Value>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value) -> Value {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    pointers.append(nil)
    return body(pointers)
  }
}

/// What a finished program said.
struct Outcome: Sendable {
  var status: Int32
  var output: String
  var errors: String
  var all: String { output + errors }
}

/// Programs that run and end within a time limit.
enum Programs {
  private static let counter = Atomic<Int>(0)

  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String = "", in folder: String, seconds: Double = 60
  ) throws -> Outcome {
    let stem = folder + "/run-\(counter.add(1, ordering: .relaxed).newValue)"
    defer { for ending in ["in", "out", "err"] { unlink(stem + "." + ending) } }
    if !input.isEmpty { try Data(input.utf8).write(to: URL(fileURLWithPath: stem + ".in")) }
    let process = try ChildProcess(
      program, arguments, environment: environment, input: input.isEmpty ? "/dev/null" : stem + ".in", output: stem + ".out", errors: stem + ".err")
    let status = try process.wait(seconds: seconds)
    return Outcome(status: status, output: TextFile.read(stem + ".out"), errors: TextFile.read(stem + ".err"))
  }
}

enum TextFile {
  /// Whatever the file holds, as text; empty when there is none.
  static func read(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
