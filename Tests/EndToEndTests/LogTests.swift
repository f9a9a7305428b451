import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("The log as lines of JSON", .ownThread)
struct LogTests {
  private struct Line: Decodable {
    var time: String
    var level: String
    var message: String
    var request: String?
    var method: String?
    var route: String?
    var status: Int?
    var milliseconds: Int?
    var clinic: Int64?
    var code: String?
  }

  @Test("each request is one object with its name, route, status, time and clinic; the answer and its problem document carry the same name")
  func json() throws {
    try Region.run { region in
      #expect(try region.hub.terminate() == 0)
      try region.hub.start(arguments: ["--log-format", "json"], environment: ["READINGHUB_LOG_LEVEL": "info"])
      let client = try region.client(Region.qingshan)
      let answer = try client.send(.get("readings/ZZZZZZ"))
      let problem = try JSONDecoder().decode(Problem.self, from: Data(answer.body))
      let name = try #require(answer.headers["x-request-id"])
      #expect(problem.request == name)
      let other = try client.send(.get("whoami"))
      #expect(other.headers["x-request-id"] != name)
      let who = try JSONDecoder().decode(WhoAmI.self, from: Data(other.body))
      #expect(try region.hub.terminate() == 0)
      let written = TextFile.read(region.hub.data + "-2.err").split(separator: "\n")
      let lines = try written.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
      #expect(!lines.isEmpty)
      let line = try #require(lines.first { $0.request == name })
      #expect(line.method == "GET" && line.route == "/api/v1/readings/{id}" && line.status == 403 && line.code == problem.code, "\(line)")
      #expect(line.milliseconds != nil && line.level == "info" && line.time.hasSuffix("Z"), "\(line)")
      #expect(line.clinic == who.id)
    }
  }
}
