import Foundation

/// The floors of docs/ARCHITECTURE.md: which target stands where, and who owns which outside module.
enum Floors {
  static let floorOfTarget: [String: Int] = [
    "CDCMTK": 0, "CChildProcess": 0, "CFiles": 0, "COpenSSL": 0, "COpenJPEG": 0, "CCairo": 0, "CPNG": 0,
    "HubModel": 1, "ECGCore": 1, "DICOM": 1, "Drawing": 1, "Trust": 1,
    "StudyFormats": 2, "Reports": 2, "HubAPI": 2,
    "HubFlow": 3,
    "HubHTTP": 4, "HubDIMSE": 4, "HubClient": 4, "StoreSQLite": 4, "BlobStores": 4,
    "readinghub": 5,
  ]

  /// The transport beneath the HTTP server and beneath the HTTP client is one library.
  private static let bothEndsOfHTTP: Set<String> = ["HubHTTP", "HubClient"]

  /// C modules and package products, each with the targets that may import it: one owner, but for the fronts of
  /// logging and of ordered start and stop, which the HTTP server speaks and the program serves, and the transport of HTTP;
  /// and one system call that Swift does not see.
  static let ownersOfModule: [String: Set<String>] = [
    "CDCMTK": ["DICOM"], "COpenJPEG": ["DICOM"], "CChildProcess": ["DICOM"], "CFiles": ["DICOM", "BlobStores"],
    "CCairo": ["Drawing"], "CPNG": ["Drawing"], "COpenSSL": ["Trust"],
    "FoundationXML": ["StudyFormats"],
    "GRDB": ["StoreSQLite"],
    "Hummingbird": ["HubHTTP"], "HummingbirdCore": ["HubHTTP"], "HTTPTypes": ["HubHTTP"], "NIOHTTPTypes": ["HubHTTP"],
    "AsyncHTTPClient": ["HubClient"],
    "NIOCore": bothEndsOfHTTP, "NIOPosix": bothEndsOfHTTP, "NIOHTTP1": bothEndsOfHTTP, "NIOSSL": bothEndsOfHTTP,
    "NIOFoundationCompat": bothEndsOfHTTP, "NIOConcurrencyHelpers": bothEndsOfHTTP,
    "Logging": ["readinghub", "HubHTTP"],
    "ServiceLifecycle": ["readinghub", "HubHTTP"], "ArgumentParser": ["readinghub"],
  ]

  /// What comes with the toolchain and is nobody's to own.
  static let systemModules: Set<String> = ["Swift", "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization", "_Concurrency"]

  /// Why `target` may not import `module`, or `nil` where it may.
  static func objection(importing module: String, into target: String) -> String? {
    if systemModules.contains(module) { return nil }
    guard let floor = floorOfTarget[target] else { return "\(target) stands on no floor" }
    if let owners = ownersOfModule[module], !owners.contains(target) {
      return "\(module) belongs to \(owners.sorted().joined(separator: ", ")), not to \(target)"
    }
    if let other = floorOfTarget[module] {
      return other < floor ? nil : "\(target) (floor \(floor)) may not look at \(module) (floor \(other))"
    }
    return ownersOfModule[module] == nil ? "\(module) has no owner; give it one in docs/dependencies.md and here" : nil
  }
}

extension SourceFile {
  /// Modules this Swift file imports, whatever stands before the word.
  var imports: [String] {
    codeLines.compactMap { line in
      let words = line.split(whereSeparator: { $0 == " " || $0 == ";" })
      guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy({ Self.mayPrecedeImport(String($0)) }) else { return nil }
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
      let rest = words[(place + 1)...].drop { kinds.contains($0) }
      return rest.first?.split(separator: ".").first.map(String.init)
    }
  }

  private static func mayPrecedeImport(_ word: String) -> Bool {
    word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
  }
}

/// A target as `Package.swift` declares it.
struct ManifestTarget: Equatable {
  let kind: String
  let name: String
  let path: String?
  let localDependencies: [String]
  let productDependencies: [String]

  /// Reads the `.target(…)`, `.systemLibrary(…)`, `.executableTarget(…)` and `.testTarget(…)` calls of a manifest.
  static func all(in manifest: String) -> [ManifestTarget] {
    let file = SourceFile(path: "Package.swift", text: manifest)
    let code = file.code
    return [".target(", ".systemLibrary(", ".executableTarget(", ".testTarget("].flatMap { opening in
      offsets(of: opening, in: code).compactMap { parse(kind: String(opening.dropFirst().dropLast()), from: $0 + opening.utf8.count, in: file) }
    }
  }

  private static func offsets(of word: String, in code: [UInt8]) -> [Int] {
    let wanted = Array(word.utf8)
    return code.indices.filter { $0 + wanted.count <= code.count && code[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }

  private static func parse(kind: String, from start: Int, in file: SourceFile) -> ManifestTarget? {
    var depth = 1
    var end = start
    while end < file.code.count, depth > 0 {
      if file.code[end] == UInt8(ascii: "(") { depth += 1 }
      if file.code[end] == UInt8(ascii: ")") { depth -= 1 }
      end += 1
    }
    let text = String(decoding: file.raw[start..<end], as: UTF8.self)
    guard let name = text.firstMatch(of: #/name:\s*"([^"]+)"/#) else { return nil }
    let list = dependencyList(in: text)
    let products = list.matches(of: #/name:\s*"([^"]+)"/#).map { String($0.1) }
    let locals = list.replacing(#/\.product\([^)]*\)/#, with: "").matches(of: #/"([^"]+)"/#).map { String($0.1) }
    let path = text.firstMatch(of: #/path:\s*"([^"]+)"/#).map { String($0.1) }
    return ManifestTarget(kind: kind, name: String(name.1), path: path, localDependencies: locals, productDependencies: products)
  }

  /// What stands between the brackets after `dependencies:`.
  private static func dependencyList(in text: String) -> String {
    guard let start = text.range(of: "dependencies: [") else { return "" }
    var depth = 1
    var end = start.upperBound
    while end < text.endIndex, depth > 0 {
      if text[end] == "[" { depth += 1 }
      if text[end] == "]" { depth -= 1 }
      end = text.index(after: end)
    }
    return String(text[start.upperBound..<end])
  }
}
