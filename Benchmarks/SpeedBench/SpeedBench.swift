import Foundation

/// Measures ratios in one run: the hub against the floor of this machine, large against small, and a few absolute times.
///
/// `SpeedBench [store|store-with-jobs|flood|ecg|pages|beats|worklist|idle|polls|claims|worklist-in-flood]…` (all without arguments). The hub under test is the `readinghub` beside this program.
/// `SpeedBench beat-features FILE…` measures nothing, see `BeatFeatureDump`; nor do `beat-candidates` and `beats-by`, see
/// `BeatCandidateDump`, `scanned-beats FILE…` and `synthetic-beats COUNT`, see `ScannedBeatDump`.
@main
enum SpeedBench {
  static func main() throws {
    signal(SIGPIPE, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst(2))
    switch CommandLine.arguments.dropFirst().first {
    case "beat-features": return try BeatFeatureDump.run(words)
    case "beat-candidates": return try BeatCandidateDump.run(words)
    case "beats-by": return try BeatCandidateDump.find(words)
    case "scanned-beats": return try ScannedBeatDump.run(words)
    case "synthetic-beats": return try ScannedBeatDump.runSynthetic(words.first.flatMap(Int.init) ?? 0)
    default: break
    }
    let wanted = Set(CommandLine.arguments.dropFirst())
    let parts: [(String, () throws -> Void)] = [
      ("ecg", ECGBench.run), ("pages", PageBench.run), ("beats", BeatBench.run),
      ("worklist", WorklistBench.run), ("idle", IdleBench.run), ("store", StoreBench.run),
      ("store-with-jobs", StoreBench.runWithJobs), ("flood", StoreBench.flood), ("polls", PollBench.run), ("claims", ClaimBench.run),
      ("worklist-in-flood", FloodedWorklistBench.run),
    ]
    let unknown = wanted.subtracting(parts.map(\.0))
    guard unknown.isEmpty else { throw BenchError("unknown: \(unknown.sorted().joined(separator: " "))") }
    for (name, part) in parts where wanted.isEmpty || wanted.contains(name) {
      print("== \(name)")
      try part()
    }
  }
}

/// Figures of a series.
enum Figures {
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted.count % 2 == 1 ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }
  static func text(_ value: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", value) }
}

/// Time that only runs forward.
enum Stopwatch {
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }
}

/// A folder on the disk the package lies on, not on a memory file system.
final class BenchFolder {
  let path: String
  init(_ name: String) throws {
    path = FileManager.default.currentDirectoryPath + "/.build/bench-\(name)-\(getpid())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}
