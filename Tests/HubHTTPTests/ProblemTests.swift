import HTTPTypes
import HubAPI
import HubModel
import HubTesting
import Hummingbird
import Testing

@testable import HubHTTP

@Suite("Problem documents")
struct ProblemTests {
  @Test("unknown paths are 404 and known ones with another method 405, each a problem document")
  func pathsAndMethods() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      for path in ["/", "/api", "/api/v1", "/api/v2/whoami", "/api/v1/nothing", "/api/v1/readings/a/b/c/d", "/..%2f..%2fetc/passwd", "/health"] {
        #expect(try await caller.call(.get, path).problem == .notFound, "\(path)")
      }
      let delete = try await caller.call(.delete, "admin/hospitals")
      #expect(delete.problem == .methodNotAllowed && delete.status.code == 405)
      #expect(delete.headers[.allow] == "GET, POST")
      #expect(try await caller.call(.get, "uploads/1/objects/x").headers[.allow] == "PUT")
      #expect(try await caller.call(.head, "whoami").status.code == 405)
      #expect(try await caller.call(.options, "whoami").status.code == 405)
    }
  }

  @Test("names that can be no name are as absent as unknown ones")
  func strangeNames() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      let names = ["%00", "%ff%fe", "..", "%2e%2e%2fx", "-1", "+1", "1.0", "99999999999999999999999", "' OR 1=1--", "%25", "K7Q2M0%0d%0aX: y", "王小东"]
      for name in names {
        let path = name.addingPercentEncoding(withAllowedCharacters: .init(charactersIn: " '").inverted) ?? name
        #expect(try await caller.get("readings/\(path)", as: .reader).problem == .notFound, "reading \(name)")
        #expect(try await caller.get("reports/\(path)/pdf", as: .clinic).problem == .notFound, "report \(name)")
        #expect(try await caller.call(.put, "uploads/\(path)/objects/\(path)", as: .clinic, body: []).problem == .notFound, "upload \(name)")
      }
    }
  }

  @Test(
    "a query that is not right is a bad request",
    arguments: [
      "readings?limit=0", "readings?limit=501", "readings?limit=-1", "readings?limit=1e3", "readings?limit=", "readings?kind=xray",
      "readings?finished=2",
      "readings?limit=99999999999999999999",
    ])
  func badQueries(path: String) async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in #expect(try await caller.get(path, as: .reader).problem == .badRequest) }
  }

  @Test("strange and very long filters find nothing and break nothing")
  func harmlessQueries() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      for filter in ["%27%20OR%201=1--", "%25", "%00", String(repeating: "a", count: 1_000_000)] {
        #expect(try await caller.get("readings?unknown=\(filter)", as: .reader).status == .ok)
        #expect(try await caller.get("readings?kind=\(filter)", as: .reader).problem == .badRequest)
      }
    }
  }

  @Test("every answer is hardened, and an unknown coding of the body is refused")
  func headers() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      for response in [try await caller.get("whoami", as: .clinic), try await caller.call(.get, "/nothing")] {
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(response.headers[.cacheControl] == "no-store")
      }
      for coding in ["gzip", "deflate", "br", "gzip, identity"] {
        let headers: HTTPFields = [.contentType: "application/json", .contentEncoding: coding]
        let response = try await caller.call(.post, "admin/hospitals", as: .administrator, headers: headers, body: Array(#"{"name":"x"}"#.utf8))
        #expect(response.problem == .unsupportedMediaType)
      }
    }
  }

  @Test("docs/error-statuses.md names every code with its HTTP status")
  func documentedStatuses() throws {
    let text = try String(contentsOf: Samples.repository.appendingPathComponent("docs/error-statuses.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(rows.map { $0[0].replacingOccurrences(of: "`", with: "") } == ProblemCode.allCases.map(\.rawValue))
    for row in rows {
      let code = try #require(ProblemCode(rawValue: row[0].replacingOccurrences(of: "`", with: "")))
      #expect(row.count == 4 && row[1] == String(code.httpStatus), "\(code.rawValue)")
    }
  }

  @Test("the log has the route's template, never the path, a token or a name")
  func logLines() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      _ = try await caller.get("readings/K7Q2M0?note=王小东", as: .reader)
      _ = try await caller.get("WANGXIAODONG/secret", as: .reader)
      _ = try await caller.post("admin/hospitals", as: .administrator, json: #"{"name":"WANGXIAODONG"}"#)
      _ = try await caller.post("admin/hospitals", as: .administrator, json: #"{"nome":"WANGXIAODONG"}"#)
    }
    let lines = hub.log.lines
    #expect(lines.contains { $0.hasPrefix("GET /api/v1/readings/{id} 404 ") && $0.contains(" ms reader") })
    #expect(lines.contains { $0.hasPrefix("GET (no route) 404 ") })
    #expect(lines.contains { $0.hasPrefix("POST /api/v1/admin/hospitals 201 ") })
    for marker in ["K7Q2M0", "王小东", "WANGXIAODONG", hub.token(of: .reader), hub.token(of: .administrator)] {
      #expect(!lines.contains { $0.contains(marker) }, "\(marker.prefix(4))… in the log")
    }
  }
}
