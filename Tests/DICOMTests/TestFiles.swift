import Foundation

/// Where the tests' files lie.
enum TestFiles {
  /// Small public files that every clone has.
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/DICOM")

  static func fixture(_ name: String) -> String { fixtures.appending(path: name).path }

  static func fixtureBytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: fixtures.appending(path: name))) }

  /// The larger data, where the environment names it.
  static let testData: URL? = ProcessInfo.processInfo.environment["READINGHUB_TESTDATA"].map { URL(filePath: $0).appending(path: "dicom") }
  static let hasTestData = testData.map { FileManager.default.fileExists(atPath: $0.path) } ?? false
  static let testDataComment = "SKIPPED: set READINGHUB_TESTDATA to the folder with the larger test data"

  /// Every file below a folder of the larger data, sorted.
  static func files(below folder: String) -> [String] {
    guard let root = testData?.appending(path: folder), let found = FileManager.default.enumerator(atPath: root.path) else { return [] }
    return found.compactMap { $0 as? String }.sorted().map { root.appending(path: $0).path }
      .filter { (try? FileManager.default.attributesOfItem(atPath: $0)[.type] as? FileAttributeType) == .typeRegular }
  }

  /// The program built beside the tests, whose hidden mode decodes frames.
  static let program: String? = {
    let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let built = Bundle.main.executableURL?.deletingLastPathComponent() ?? folder
    return [folder, built].map { $0.appending(path: "readinghub").path }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static func tool(_ name: String) -> String? {
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "DICOMTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ bytes: [UInt8], as name: String = "object.dcm") throws -> String {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file)
    return file.path
  }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] }
}

/// SplitMix64: the same seed gives the same mutations everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
