import Foundation
import HubTesting

/// A call as `docs/openapi.yaml` publishes it.
struct PublishedCall: Sendable, CustomStringConvertible {
  var method: String
  var path: String
  var operation: String
  var description: String { "\(method) \(path)" }

  /// Reads paths, methods and operation ids; the document's layout is two spaces a level.
  static func all() throws -> [PublishedCall] {
    let text = try String(contentsOf: Samples.repository.appendingPathComponent("docs/openapi.yaml"), encoding: .utf8)
    var calls: [PublishedCall] = []
    var path = ""
    var method = ""
    for line in text.split(separator: "\n") {
      if let match = line.firstMatch(of: #/^  (\/[^:]*):$/#) { path = String(match.1) }
      if let match = line.firstMatch(of: #/^    (get|post|put|delete|patch):$/#) { method = match.1.uppercased() }
      if let match = line.firstMatch(of: #/^      operationId: (\w+)$/#), !path.isEmpty {
        calls.append(PublishedCall(method: method, path: path, operation: String(match.1)))
      }
    }
    return calls
  }

  /// Names in braces.
  var parameters: [String] { path.matches(of: #/\{(\w+)\}/#).map { String($0.1) } }

  func filled(_ values: [String: String]) -> String {
    parameters.reduce(path) { $0.replacingOccurrences(of: "{\($1)}", with: values[$1] ?? "1") }
  }
}
