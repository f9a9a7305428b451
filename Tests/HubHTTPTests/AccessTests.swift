import HTTPTypes
import HubAPI
import HubModel
import HummingbirdTesting
import Testing

@testable import HubHTTP

@Suite("Who is let in")
struct AccessTests {
  @Test("a call that asks for credentials answers 401 to none, empty, wrong and misplaced ones")
  func refusesWithoutToken() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      let token = hub.token(of: .clinic)
      let fields: [HTTPFields] = [
        [:], [.authorization: ""], [.authorization: "Bearer"], [.authorization: "Bearer "], [.authorization: "Basic \(token)"],
        [.authorization: token], [.authorization: "Bearer \(token)x"], [.authorization: "Bearer \(token) \(token)"],
        [.authorization: "Bearer " + String(repeating: "a", count: 10_000)], [.cookie: "token=\(token)"],
      ]
      for headers in fields {
        let response = try await caller.call(.get, "whoami", headers: headers)
        #expect(response.problem == .notAuthenticated)
        #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
      }
      var twice: HTTPFields = [:]
      twice[values: .authorization] = ["Bearer \(token)", "Bearer \(token)"]
      #expect(try await caller.call(.get, "whoami", headers: twice).problem == .notAuthenticated)
      for query in ["?token=\(token)", "?access_token=\(token)", "?authorization=Bearer%20\(token)"] {
        #expect(try await caller.call(.get, "whoami" + query).problem == .notAuthenticated)
      }
      #expect(try await caller.get("whoami", as: .clinic).decoded(WhoAmI.self).role == .clinic)
      #expect(try await caller.call(.get, "whoami", headers: [.authorization: "bEARER \(token)"]).status == .ok)
    }
    let written = hub.log.lines.joined(separator: "\n")
    #expect(!written.contains(hub.token(of: .clinic)))
  }

  @Test("each role gets what the table says and 403 for the rest; without a token 401 everywhere but at open doors")
  func rolesMatchTheTable() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      let people: [(TestHub.Person, WhoAmI.Role)] = [
        (.clinic, .clinic), (.reader, .reader), (.auditor, .auditor), (.administrator, .administrator),
      ]
      // A new auditor's token ends the old one's life, so that call comes last.
      for entry in RouteTable.all.filter({ $0.operation != .addAuditor }) + RouteTable.all.filter({ $0.operation == .addAuditor }) {
        guard case .roles(let roles) = entry.access else { continue }
        let anonymous = try await caller.call(entry, as: .nobody, ids: .absent)
        #expect(anonymous.problem == .notAuthenticated, "\(entry.operation) without a token")
        for (person, role) in people {
          let response = try await caller.call(entry, as: person, ids: .absent)
          let isRefused = response.problem == .notPermitted
          #expect(isRefused == !roles.contains(role), "\(entry.operation) as \(role): \(response.status.code) \(response.text)")
          #expect(response.status.code < 500, "\(entry.operation) as \(role): \(response.status.code)")
        }
      }
    }
  }

  @Test("what belongs to somebody else is answered, byte for byte, like what does not exist")
  func foreignIsAbsent() async throws {
    let hub = try await TestHub()
    let facts = try await TenantFacts.make(in: hub)
    try await hub.serve { caller async throws in
      var compared = 0
      for entry in RouteTable.all where entry.path.contains("{") {
        for person in TestHub.Person.allCases where person != .administrator {
          guard facts.isForeign(entry, to: person) else { continue }
          let foreign = try await caller.call(entry, as: person, ids: facts.ids)
          let absent = try await caller.call(entry, as: person, ids: .absent)
          #expect(foreign.status == absent.status && foreign.told == absent.told, "\(entry.operation) as \(person): \(foreign.text) / \(absent.text)")
          #expect(foreign.status.code >= 400)
          #expect(foreign.headers[.contentType] == absent.headers[.contentType])
          compared += 1
        }
      }
      #expect(compared > 60)
    }
  }

  @Test("the owner gets what strangers are told does not exist")
  func ownersSeeTheirs() async throws {
    let hub = try await TestHub()
    let facts = try await TenantFacts.make(in: hub)
    try await hub.serve { caller async throws in
      let own: [(Operation, TestHub.Person)] = [
        (.showReading, .reader), (.claim, .reader), (.listVersions, .reader), (.reportJSON, .clinic), (.putObject, .clinic),
      ]
      for (operation, person) in own {
        let entry = try #require(RouteTable.all.first { $0.operation == operation })
        let response = try await caller.call(entry, as: person, ids: facts.ids)
        #expect(response.problem != .notFound && response.problem != .notPermitted, "\(operation) as \(person): \(response.text)")
      }
    }
  }

  @Test("lists show a tenant's own things only")
  func listsAreScoped() async throws {
    let hub = try await TestHub()
    let facts = try await TenantFacts.make(in: hub)
    try await hub.serve { caller async throws in
      for (person, count) in [(TestHub.Person.clinic, 1), (.reader, 1), (.otherClinic, 0), (.otherReader, 0)] {
        let page: WorklistPage = try await caller.get("readings?finished=true", as: person).decoded()
        #expect(page.readings.count == count, "\(person)")
      }
      #expect(try await caller.get("reports?all=true", as: .clinic).decoded(ReportPage.self).reports.map(\.sequence) == [facts.sequence])
      #expect(try await caller.get("reports?all=true", as: .otherClinic).decoded(ReportPage.self).reports.isEmpty)
    }
  }
}
