import Foundation

/// Words that must not stand in code, where, and why.
struct Prohibition: Sendable {
  let pattern: String
  let reason: String
  /// Paths that begin with one of these are free.
  var allowedBelow: [String] = []

  func offends(_ line: String) -> Bool { line.range(of: pattern, options: .regularExpression) != nil }

  static let crashes = [
    Prohibition(pattern: #"\btry!"#, reason: "try! ends the hub on a fault; throw a typed error"),
    Prohibition(pattern: #"\bas!"#, reason: "as! ends the hub on a fault; use as? and a typed error"),
    Prohibition(pattern: #"\bfatalError\s*\("#, reason: "fatalError ends the hub for every clinic"),
  ]

  static let wallClock = [
    #"\bDate\s*\(\s*\)"#, #"\bDate\.now\b"#, #"\btimeIntervalSinceNow\b"#, #"\bgettimeofday\s*\("#, #"\bCLOCK_REALTIME\b"#, #"\bsystem_clock\b"#,
    #"(^|[^.\w])(std::)?time\s*\(\s*(nil|NULL|nullptr|0|&\w+)\s*\)"#, #"\bCFAbsoluteTimeGetCurrent\b"#, #"\bDispatchWallTime\b"#,
  ].map { Prohibition(pattern: $0, reason: "time comes in as an argument", allowedBelow: ["Sources/readinghub/"]) }

  static let randomness = [
    #"\bUUID\s*\(\s*\)"#, #"\.random\s*\("#, #"\bSystemRandomNumberGenerator\b"#, #"\b(arc4random|getrandom|srand|rand)\s*\("#,
  ].map {
    let sources = ["Sources/Trust/Secrets/", "Sources/COpenSSL/", "Sources/readinghub/"]
    return Prohibition(pattern: $0, reason: "randomness comes in as an argument", allowedBelow: sources)
  }

  /// `path:line: reason` for every line of code in `files` that one of `prohibitions` forbids.
  static func offences(against prohibitions: [Prohibition], in files: [SourceFile]) -> [String] {
    files.flatMap { file in
      let applicable = prohibitions.filter { !$0.allowedBelow.contains { file.path.hasPrefix($0) } }
      return file.codeLines.enumerated().flatMap { number, line in
        applicable.filter { $0.offends(line) }.map { "\(file.path):\(number + 1): \($0.reason)" }
      }
    }
  }

  /// Types and files whose name ends in a word that says nothing. A bare `Context` is an outside protocol's associated type.
  static func emptyNames(in file: SourceFile) -> [String] {
    let words = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Context"]
    let declaration = #/\b(?:class|struct|enum|actor|protocol|typealias)\s+([A-Za-z_]\w*)/#
    let types = file.codeLines.flatMap { $0.matches(of: declaration).map { String($0.1) } }
    return (types.filter { $0 != "Context" } + [file.baseName]).filter { name in words.contains { name.hasSuffix($0) } }
  }
}
