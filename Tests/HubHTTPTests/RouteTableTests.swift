import Foundation
import HubTesting
import Testing

@testable import HubHTTP

@Suite("Route table")
struct RouteTableTests {
  @Test("every operation has one entry and every method and path is one operation's")
  func isComplete() {
    #expect(RouteTable.all.map(\.operation).sorted { $0.rawValue < $1.rawValue } == Operation.allCases.sorted { $0.rawValue < $1.rawValue })
    #expect(Set(RouteTable.all.map { $0.method.rawValue + $0.path }).count == RouteTable.all.count)
  }

  @Test("docs/openapi.yaml and the table say the same")
  func openAPIAgrees() throws {
    let described = try OpenAPIPaths.read(Samples.repository.appendingPathComponent("docs/openapi.yaml"))
    let served = Set(
      RouteTable.all.map {
        OpenAPIPaths.Call(method: $0.method.rawValue.lowercased(), path: $0.path, operation: $0.operation.rawValue, isOpen: $0.access == .open)
      })
    #expect(described.subtracting(served).isEmpty)
    #expect(served.subtracting(described).isEmpty)
  }

  @Test("the reader of openapi.yaml sees a missing and a wrong call")
  func readerIsNotBlind() {
    let calls = OpenAPIPaths.read(
      text: """
        paths:
          /a/{id}:
            get:
              operationId: one
              security: []
            post:
              operationId: two
        components:
          /not/a/path:
            get:
              operationId: three
        """)
    #expect(
      calls == [
        .init(method: "get", path: "/a/{id}", operation: "one", isOpen: true),
        .init(method: "post", path: "/a/{id}", operation: "two", isOpen: false),
      ])
  }

  @Test("templates match whole paths only")
  func methodsOfPaths() {
    #expect(RouteTable.methods(answeringTo: "/api/v1/admin/hospitals") == [.get, .post])
    #expect(RouteTable.methods(answeringTo: "/api/v1/readings/next/claim") == [.post, .post])
    #expect(RouteTable.methods(answeringTo: "/api/v1/readings/K7Q2M0/ecg") == [.get])
    #expect(RouteTable.methods(answeringTo: "/api/v1/readings/K7Q2M0/ecg/x").isEmpty)
    #expect(RouteTable.methods(answeringTo: "/api/v1").isEmpty)
  }
}

/// Reads methods, paths and operation ids from the block style that docs/openapi.yaml is written in.
enum OpenAPIPaths {
  struct Call: Hashable {
    var method: String
    var path: String
    var operation: String
    var isOpen: Bool
  }

  static func read(_ file: URL) throws -> Set<Call> { read(text: try String(contentsOf: file, encoding: .utf8)) }

  static func read(text: String) -> Set<Call> {
    var calls: [Call] = []
    var isInPaths = false
    var path = ""
    for line in text.split(separator: "\n") {
      let indentation = line.prefix { $0 == " " }.count
      let content = line.dropFirst(indentation)
      switch indentation {
      case 0: isInPaths = content == "paths:"
      case 2 where isInPaths: path = String(content.dropLast())
      case 4 where isInPaths && content.hasSuffix(":"):
        calls.append(Call(method: String(content.dropLast()), path: path, operation: "", isOpen: false))
      case 6 where isInPaths && content.hasPrefix("operationId: "):
        calls[calls.count - 1].operation = String(content.dropFirst("operationId: ".count))
      case 6 where isInPaths && content == "security: []": calls[calls.count - 1].isOpen = true
      default: break
      }
    }
    return Set(calls)
  }
}
