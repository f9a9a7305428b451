import Foundation

/// Where test data lies: in the repository, or in the larger outside folder that `READINGHUB_TESTDATA` names.
package enum Samples {
  /// The package's folder.
  package static let repository: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url
  }()

  package static var studies: URL { repository.appendingPathComponent("SampleStudies", isDirectory: true) }
  package static var fixtures: URL { repository.appendingPathComponent("Tests/Fixtures", isDirectory: true) }

  /// Bytes of a file under `Tests/Fixtures`.
  package static func fixture(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: fixtures.appendingPathComponent(name))) }

  /// The outside folder; `nil` when the variable is not set or names no folder.
  package static let outside: URL? = {
    guard let path = ProcessInfo.processInfo.environment["READINGHUB_TESTDATA"], !path.isEmpty else { return nil }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
    return URL(fileURLWithPath: path, isDirectory: true)
  }()

  package static var hasOutside: Bool { outside != nil }

  /// For `.enabled(if: Samples.hasOutside, Samples.skipReason)`.
  package static var skipReason: String { "SKIPPED: set READINGHUB_TESTDATA to the folder with the larger test data" }

  /// All files under a folder, in order of their paths.
  package static func files(under folder: URL, withExtension suffix: String? = nil) -> [URL] {
    guard let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]) else { return [] }
    return walker.compactMap { $0 as? URL }
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
      .filter { suffix == nil || $0.pathExtension == suffix }
      .sorted { $0.path < $1.path }
  }
}
