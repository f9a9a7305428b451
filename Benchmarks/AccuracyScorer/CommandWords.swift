import Foundation

/// The words of a command: what stands by itself, and `--name value` pairs.
struct CommandWords {
  let plain: [String]
  private let options: [String: String]

  /// - Throws: for an option that is not among `known`, stands twice or has no value, and for another count of plain words.
  init(_ words: some Sequence<String>, plainCount: Int, known: Set<String>) throws {
    var plain: [String] = []
    var options: [String: String] = [:]
    var rest = Array(words)[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        plain.append(word)
        continue
      }
      let name = String(word.dropFirst(2))
      guard known.contains(name), options[name] == nil, let value = rest.popFirst() else { throw ScoringFailure(reason: "option \(word)") }
      options[name] = value
    }
    guard plain.count == plainCount else { throw ScoringFailure(reason: "\(plainCount) words wanted, \(plain.count) given") }
    self.plain = plain
    self.options = options
  }

  subscript(_ name: String) -> String? { options[name] }

  func number(_ name: String) throws -> Double? {
    guard let text = options[name] else { return nil }
    guard let number = Double(text) else { throw ScoringFailure(reason: "--\(name) \(text)") }
    return number
  }

  /// `--goal A,B`: the least value of the first and the second figure; one number is for both.
  func goal(_ place: Int) -> Figure.Goal? {
    let goals = (options["goal"] ?? "").split(separator: ",").compactMap { Double($0) }
    return goals.isEmpty ? nil : .atLeast(goals[min(place, goals.count - 1)])
  }

  func folder(_ place: Int) -> URL { URL(fileURLWithPath: plain[place], isDirectory: true) }
}

struct ScoringFailure: Error, CustomStringConvertible {
  var reason: String
  var description: String { reason }
}

/// Lines of JSON from standard input.
func linesOfInput<Line: Decodable>(_ type: Line.Type) throws -> [Line] {
  let decoder = JSONDecoder()
  let lines = try FileHandle.standardInput.readDataToEndOfFile().split(separator: UInt8(ascii: "\n")).map { try decoder.decode(type, from: Data($0)) }
  guard !lines.isEmpty else { throw ScoringFailure(reason: "no lines given") }
  return lines
}
