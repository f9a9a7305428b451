import Foundation
import HubModel

/// Where a command speaks: results to standard output, progress and remarks to standard error.
struct Screen: Sendable {
  var language: Language
  /// Results as JSON for scripts.
  var isJSON: Bool
  let isOutputTerminal: Bool
  let isErrorTerminal: Bool
  let usesColour: Bool

  init(language: Language, isJSON: Bool, environment: [String: String]) {
    self.language = language
    self.isJSON = isJSON
    isOutputTerminal = isatty(STDOUT_FILENO) == 1
    isErrorTerminal = isatty(STDERR_FILENO) == 1
    usesColour = isOutputTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  func text(_ chinese: String, _ english: String) -> String { language == .zh ? chinese : english }

  /// A line of the result.
  func say(_ line: String) { Self.write(line + "\n", to: STDOUT_FILENO) }
  func say(_ chinese: String, _ english: String) { say(text(chinese, english)) }
  /// A remark that is not part of the result.
  func remark(_ chinese: String, _ english: String) { Self.write(text(chinese, english) + "\n", to: STDERR_FILENO) }

  func show(_ table: TextTable) {
    for line in table.lines(terminalColumns: isOutputTerminal ? Self.columns(of: STDOUT_FILENO) : nil, usesColour: usesColour) { say(line) }
  }

  func painted(_ text: String, _ tint: Tint) -> String { usesColour ? tint.paint(text) : text }

  /// One JSON document, keys in order.
  func emit(_ value: some Encodable, isPretty: Bool = true) throws { say(try Self.json(value, isPretty: isPretty)) }

  static func json(_ value: some Encodable, isPretty: Bool) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Unbuffered, so that results and remarks come in the order in which they were made.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
