import Foundation
import HubTesting

/// Strangers that speak the standard: Debian's DCMTK tools and Python in the set-up's private environment.
enum Peers {
  static let tools = ["storescu", "dcmsend", "echoscu", "storescp"]
  static let hasDCMTK = tools.allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0) }
  static let dcmtkReason = "SKIPPED: Debian's dcmtk tools are not installed; run make setup"

  /// The folder that `make setup` makes.
  static let environment: String = {
    let named = ProcessInfo.processInfo.environment["READINGHUB_PEERS_VENV"] ?? ""
    return named.isEmpty ? Samples.repository.appendingPathComponent(".venv").path : named
  }()
  static let hasPython = FileManager.default.isExecutableFile(atPath: environment + "/bin/python")
  static let pythonReason = "SKIPPED: no Python peers; run make setup, or set READINGHUB_PEERS_VENV"

  /// Scripts under `Tests/Peers`.
  static func python(_ script: String, _ arguments: [String], input: String = "", in folder: String, seconds: Double = 120) throws -> Outcome {
    let path = Samples.repository.appendingPathComponent("Tests/Peers/" + script).path
    return try Programs.run(environment + "/bin/python", ["-B", path] + arguments, input: input, in: folder, seconds: seconds)
  }

  static func pyhanko(_ arguments: [String], in folder: String) throws -> Outcome {
    try Programs.run(environment + "/bin/pyhanko", arguments, in: folder, seconds: 60)
  }

  /// DCMTK leaves Nagle's algorithm on, which would make every test slow, not different.
  static let dcmtkEnvironment = ["TCP_NODELAY": "1"]

  static func dcmtk(_ tool: String, _ arguments: [String], in folder: String, seconds: Double = 120) throws -> Outcome {
    try Programs.run("/usr/bin/" + tool, arguments, environment: dcmtkEnvironment, in: folder, seconds: seconds)
  }
}

/// How `storescu -v` tells what became of each file.
struct StoreLog {
  struct Entry: Equatable {
    var file: String
    /// The word in brackets of the response; `nil` when none came.
    var response: String?
  }
  var entries: [Entry] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      if let range = line.range(of: "Sending file: ") {
        entries.append(Entry(file: String(line[range.upperBound...])))
      } else if line.contains("Received Store Response ("), !entries.isEmpty {
        entries[entries.count - 1].response = line.split(separator: "(").last.map { String($0.prefix { $0 != ")" }) }
      }
    }
  }

  var acknowledged: [String] { entries.filter { $0.response == "Success" }.map(\.file) }
}

extension Region {
  /// `storescu` to this hub.
  func storescu(_ files: [String], from clinic: Party, options: [String] = [], seconds: Double = 120) throws -> Outcome {
    let address = ["-aet", clinic.aeTitle, "-aec", HubProcess.aeTitle, "127.0.0.1", "\(hub.dicomPort)"]
    return try Peers.dcmtk(
      "storescu", ["-v", "-nh", "-to", "10", "-ta", "30", "-td", "30"] + options + address + files, in: folder.path, seconds: seconds)
  }

  func echoscu(calling: String, called: String = HubProcess.aeTitle) throws -> Outcome {
    try Peers.dcmtk("echoscu", ["-d", "-to", "5", "-aet", calling, "-aec", called, "127.0.0.1", "\(hub.dicomPort)"], in: folder.path, seconds: 20)
  }
}
