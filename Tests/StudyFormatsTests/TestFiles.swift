import Foundation
import HubModel

/// Files that tests read, and folders they may fill.
enum TestFiles {
  static let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let outsideData = ProcessInfo.processInfo.environment["READINGHUB_TESTDATA"]
  static let skipped = "SKIPPED: set READINGHUB_TESTDATA to the folder of outside test data"

  static func fixture(_ name: String) -> String { package.appendingPathComponent("Tests/Fixtures/ECG/\(name)").path }
  static func sample(_ path: String) -> String { package.appendingPathComponent("SampleStudies/\(path)").path }
  static func bytes(_ path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map { Array($0) } ?? [] }

  /// A folder that is gone after `body`.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("formats-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }

  static func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

  /// Any digest; its first byte makes it differ.
  static func digest(_ first: UInt8) -> BlobKey {
    let digits = (first < 16 ? "0" : "") + String(first, radix: 16) + String(repeating: "a7", count: 31)
    return BlobKey(rawValue: digits) ?? { preconditionFailure("64 digits") }()
  }
}

/// The generator of Steele, Lea and Flood (SplitMix64): the same seed, the same mutations.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
