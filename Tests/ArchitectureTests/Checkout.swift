import Foundation

/// The checkout these tests lie in, found from this file's own place.
enum Checkout {
  static let root = (0..<3).reduce(URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()) { place, _ in place.deletingLastPathComponent() }

  /// Paths from the root of every file that is ours: what builds, demos and set-up made is left out.
  static let paths: [String] = {
    let made: Set<String> = [".git", ".build", ".venv", ".cache", "demo-out", "__pycache__", ".swiftpm"]
    let keys: [URLResourceKey] = [.isRegularFileKey]
    guard let walker = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys) else { return [] }
    var found: [String] = []
    for case let url as URL in walker {
      if made.contains(url.lastPathComponent) {
        walker.skipDescendants()
      } else if (try? url.resourceValues(forKeys: Set(keys)).isRegularFile) == true {
        found.append(String(url.path.dropFirst(root.path.count + 1)))
      }
    }
    return found.filter { $0 != "Package.resolved" && !$0.hasSuffix(".swp") }.sorted()
  }()

  static func bytes(_ path: String) -> [UInt8] {
    (try? Data(contentsOf: root.appendingPathComponent(path))).map { [UInt8]($0) } ?? []
  }

  static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path) }

  static func folders(in path: String) -> Set<String> {
    let place = root.appendingPathComponent(path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return Set(
      names.filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: place.appendingPathComponent(name).path, isDirectory: &isFolder) && isFolder.boolValue
      })
  }
}

/// One source file: as written, and with comments and string contents blanked out at the same offsets.
struct SourceFile: Sendable {
  let path: String
  let raw: [UInt8]
  let code: [UInt8]

  init(path: String, raw: [UInt8]) {
    self.path = path
    self.raw = raw
    code = SourceBlanker(raw, dialect: path.hasSuffix(".swift") ? .swift : .cFamily).blanked()
  }

  init(path: String, text: String) { self.init(path: path, raw: Array(text.utf8)) }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var codeLines: [String] { code.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) } }
  var rawLines: [String] { raw.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) } }
  var lineCount: Int { raw.reduce(raw.last == 0x0A || raw.isEmpty ? 0 : 1) { $0 + ($1 == 0x0A ? 1 : 0) } }
  var baseName: String { String(path.split(separator: "/").last?.split(separator: ".").first ?? "") }

  /// The folder below `Sources`, for source files.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// Every source file of ours, read once.
  static let all: [SourceFile] = {
    let endings = [".swift", ".c", ".cpp", ".cc", ".h", ".hpp"]
    let places = ["Sources/", "Tests/", "Benchmarks/"]
    return Checkout.paths
      .filter { path in places.contains { path.hasPrefix($0) } && endings.contains { path.hasSuffix($0) } }
      .map { SourceFile(path: $0, raw: Checkout.bytes($0)) }
  }()

  static var sources: [SourceFile] { all.filter { $0.path.hasPrefix("Sources/") } }
}
