import Foundation

/// A folder of its own for one test, gone with the last reference to it.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter inMemory: on the system's memory file system where it has one: for tests whose subject is not the disk.
  package init(inMemory: Bool = false) throws {
    let memory = URL(fileURLWithPath: "/dev/shm", isDirectory: true)
    let isMemory = inMemory && FileManager.default.isWritableFile(atPath: memory.path)
    let url = (isMemory ? memory : FileManager.default.temporaryDirectory).appendingPathComponent(
      "readinghub-test-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func file(_ name: String) -> String { path + "/" + name }
}

/// A folder that goes away with the closure.
package func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = try TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(URL(fileURLWithPath: folder.path, isDirectory: true)) }
}
