import Foundation
import HubTesting

/// `Tests/Peers/file-faults.c`, built and loaded into the hub: one of its file calls goes wrong.
struct FaultyDisk {
  /// How a call goes wrong; the words are those of the library.
  enum Kind: String, CaseIterable {
    case full = "enospc"
    case broken = "eio"
    case short
    case sync
    case crash
    case power
  }

  static let compiler = ["cc", "gcc", "clang"].map { "/usr/bin/" + $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  static let skipReason = "SKIPPED: no C compiler (cc, gcc or clang) to build the failing disk with"

  private let library: String
  private let hub: HubProcess
  private let log: String

  init(in region: Region) throws {
    hub = region.hub
    library = region.file("file-faults.so")
    log = region.file("file-faults.log")
    let source = Samples.repository.appendingPathComponent("Tests/Peers/file-faults.c").path
    let built = try Programs.run(
      Self.compiler ?? "cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl", "-lpthread"], in: region.folder.path)
    guard built.status == 0 else { throw HarnessFailure("file-faults.c: \(built.all)") }
  }

  /// For the hub's next start: the `number`-th call goes wrong.
  func environment(_ kind: Kind, at number: Int) -> [String: String] {
    unlink(log)
    return ["LD_PRELOAD": library, "FAULT_FOLDER": hub.data, "FAULT_KIND": kind.rawValue, "FAULT_AT": "\(number)", "FAULT_LOG": log]
  }

  /// How a disk is for as long as somebody wants.
  enum State: String, CaseIterable {
    case full
    case readOnly = "readonly"
  }

  private var switchPath: String { log + ".while" }

  /// For the hub's next start: `turn` makes the disk so and sound again while the hub runs.
  func environment(_ state: State) -> [String: String] {
    unlink(switchPath)
    return environment(.full, at: 0).merging(["FAULT_KIND": state.rawValue, "FAULT_WHILE": switchPath]) { $1 }
  }

  func turn(isFaulty: Bool) throws {
    if isFaulty { try Data().write(to: URL(fileURLWithPath: switchPath)) } else { try FileManager.default.removeItem(atPath: switchPath) }
  }

  /// The call that went wrong in the run before, as `number name path`; `nil` when there were fewer calls.
  var fault: String? {
    TextFile.read(log).split(separator: "\n").first { !$0.contains(" end ") && !$0.hasSuffix(" end") }.map {
      $0.replacingOccurrences(of: hub.data, with: "")
    }
  }

  /// How many calls that count the run before made; known after a clean end.
  var callCount: Int? {
    TextFile.read(log).split(separator: "\n").last { $0.contains(" end") }.flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }
  }
}
