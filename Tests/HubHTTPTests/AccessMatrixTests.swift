import Foundation
import HTTPTypes
import HubAPI
import HubModel
import HubTesting
import HummingbirdTesting
import Testing

@testable import HubHTTP

/// `docs/access.md` shows what the hub answered, not what somebody meant: every call is made in every role.
@Suite("Who gets what")
struct AccessMatrixTests {
  private static let people: [(TestHub.Person, String)] = [
    (.nobody, "No token"), (.clinic, "Clinic"), (.reader, "Reader"), (.auditor, "Auditor"), (.administrator, "Administrator"),
  ]
  private static let begin = "<!-- made by AccessMatrixTests; READINGHUB_REWRITE=1 writes it anew -->\n"

  @Test("docs/access.md is what the hub answers")
  func tableIsTrue() async throws {
    let table = try await measured()
    let file = Samples.repository.appendingPathComponent("docs/access.md")
    let document = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(document.range(of: Self.begin)?.upperBound)
    let end = try #require(document.range(of: "\n\n", range: start..<document.endIndex)?.lowerBound)
    if ProcessInfo.processInfo.environment["READINGHUB_REWRITE"] != nil {
      try document.replacingCharacters(in: start..<end, with: table).write(to: file, atomically: true, encoding: .utf8)
      return
    }
    #expect(document[start..<end] == table, "run it once with READINGHUB_REWRITE=1 and look at the difference")
  }

  private func measured() async throws -> String {
    let hub = try await TestHub()
    let facts = try await TenantFacts.make(in: hub)
    return try await hub.serve { caller async throws in
      var rows: [HubHTTP.Operation: String] = [:]
      // A new auditor's token ends the old one's life, so that call comes last, and the administrator makes it last.
      let entries = RouteTable.all.filter { $0.operation != .addAuditor } + RouteTable.all.filter { $0.operation == .addAuditor }
      for entry in entries {
        var cells: [String] = []
        for (person, _) in Self.people { cells.append(Self.cell(try await caller.call(entry, as: person, ids: .absent), of: entry)) }
        cells.append(try await foreignCell(entry, facts, caller))
        rows[entry.operation] = "| \(entry.method.rawValue) `\(entry.path)` | \(cells.joined(separator: " | ")) |"
      }
      let titles = ["Call"] + Self.people.map(\.1) + ["Another's"]
      let head = ["| \(titles.joined(separator: " | ")) |", "|" + String(repeating: "---|", count: titles.count)]
      return (head + RouteTable.all.compactMap { rows[$0.operation] }).joined(separator: "\n")
    }
  }

  private static func cell(_ response: TestResponse, of entry: RouteTable.Entry) -> String {
    switch response.problem {
    case .notAuthenticated: "401"
    case .notPermitted: "403"
    default: "yes"
    }
  }

  /// What everybody is told of a thing that another clinic, or another hospital, has: one status for all who may call at all.
  private func foreignCell(_ entry: RouteTable.Entry, _ facts: TenantFacts, _ caller: HubCaller) async throws -> String {
    guard entry.path.contains("{"), !entry.path.contains("/admin/"), case .roles(let roles) = entry.access else { return "–" }
    var found: Set<String> = []
    for (person, role) in [(TestHub.Person.otherClinic, WhoAmI.Role.clinic), (.otherReader, .reader)] where roles.contains(role) {
      let foreign = try await caller.call(entry, as: person, ids: facts.ids)
      let absent = try await caller.call(entry, as: person, ids: .absent)
      found.insert(foreign.status == absent.status && foreign.told == absent.told ? "\(foreign.status.code)" : "told apart")
    }
    return found.sorted().joined(separator: ", ")
  }
}
