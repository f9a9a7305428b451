import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Nobody sees what is another's", .ownThread)
struct TenancyTests {
  static let otherHospital = "白鹤县人民医院"
  static let otherReader = Region.Party(profile: "otherreader", name: "赵强", aeTitle: "")
  static let otherClinic = Region.Party(profile: "otherclinic", name: "松林村卫生室", aeTitle: "SONGLIN")

  @Test("for every published call, role and id: foreign is answered exactly like absent")
  func foreignIsAbsent() throws {
    try Region.run { region in
      let foreign = try Self.makeForeign(in: region)
      let calls = try PublishedCall.all().filter { !$0.parameters.isEmpty }
      #expect(calls.count >= 18, "only \(calls.count) calls were read from the document")
      let profiles = [Region.qingshan, Region.baihe, Region.cardiologist, Region.radiologist].map(\.profile)
      for profile in profiles {
        let client = try region.client(profile: profile)
        for call in calls {
          for (name, existing) in foreign.idSets(for: call) {
            let there = try client.send(foreign.request(call, existing))
            let absent = try client.send(foreign.request(call, foreign.absent))
            #expect(there.status == absent.status && there.told == absent.told, "\(profile) \(call) \(name): \(there.status) \(absent.status)")
            #expect((400...499).contains(there.status), "\(profile) \(call) \(name): \(there.status)")
            for secret in foreign.secrets { #expect(!there.text.contains(secret), "\(profile) \(call) tells \(secret)") }
          }
        }
      }
      try Self.expectListsAreEmpty(foreign, in: region)
    }
  }

  private static func expectListsAreEmpty(_ foreign: Foreign, in region: Region) throws {
    for clinic in [Region.qingshan, Region.baihe] {
      let client = try region.client(clinic)
      #expect(try client.readings(includesFinished: true).readings.isEmpty)
      #expect(try client.ask(.get("reports?all=true&after=0"), as: ReportPage.self).reports.isEmpty)
      #expect(try client.ask(.get("reports?after=0&alarms=0"), as: ReportPage.self).alarms?.isEmpty == true)
      #expect(try client.ask(.get("critical?all=true"), as: CriticalPage.self).episodes.isEmpty)
      #expect(try client.ask(.get("refusals?limit=1000"), as: [RefusalRow].self).isEmpty)
      #expect(try client.held(among: foreign.digests).isEmpty, "a digest question tells what another clinic holds")
    }
    for reader in [Region.cardiologist, Region.radiologist] {
      let client = try region.client(reader)
      #expect(try client.readings(includesFinished: true).readings.isEmpty)
      #expect(try client.ask(.get("critical?all=true"), as: CriticalPage.self).episodes.isEmpty)
      let next = try client.send(.post("readings/next/claim", ClaimNext(kind: nil)))
      #expect(next.status == 409 && next.problemCode == "nothing-to-claim")
    }
    for (profile, path) in [("otherclinic", "audit/entries"), ("otherreader", "admin/readers"), ("qingshan", "admin/clinics")] {
      let answer = try region.client(profile: profile).send(.get(path))
      #expect(answer.status == 403 && answer.problemCode == "not-permitted", "\(profile) \(path): \(answer.status)")
    }
  }

  @Test("without a token, or with a wrong one, every published call but the open ones answers 401")
  func credentials() throws {
    try Region.run { region in
      let open: Set<String> = ["live", "ready", "trustRoot", "trustHub", "enrol"]
      for call in try PublishedCall.all() where !open.contains(call.operation) {
        for token in [nil, "", "rht_wrong", try region.tool.token(of: "admin") + "x"] as [String?] {
          let request = WireRequest(method: call.method, path: call.filled([:]), body: call.method == "GET" ? [] : Array("{}".utf8))
          let answer = try WireClient(port: region.hub.httpPort, token: token).send(request)
          #expect(answer.status == 401 && answer.problemCode == "not-authenticated", "\(call) \(token ?? "no token"): \(answer.status)")
          #expect(answer.headers["www-authenticate"] != nil)
        }
      }
      let query = WireRequest(path: "/api/v1/whoami?access_token=" + (try region.tool.token(of: "admin")))
      #expect(try region.hub.client.send(query).status == 401)
    }
  }

  @Test("a disabled clinic and a rotated token are out at once")
  func revocation() throws {
    try Region.run { region in
      let old = try region.client(Region.qingshan)
      let issued: TokenIssued = try region.tool.json(["admin", "clinic", "token", "rotate", "QINGSHAN"], profile: "admin")
      #expect(try old.send(.get("reports")).status == 401)
      let new = WireClient(port: region.hub.httpPort, token: issued.token)
      #expect(try new.send(.get("reports")).status == 200)
      try region.tool.expect(["admin", "clinic", "disable", "QINGSHAN"], profile: "admin")
      #expect(try new.send(.get("reports")).status == 401)
      let readers: [Reader] = try region.tool.json(["admin", "reader", "list"], profile: "admin")
      let reader = try #require(readers.first { $0.name == Region.cardiologist.name })
      #expect(try region.client(Region.cardiologist).send(.get("readings")).status == 200)
      try region.tool.expect(["admin", "reader", "disable", "\(reader.id)"], profile: "admin")
      #expect(try region.client(Region.cardiologist).send(.get("readings")).status == 401)
    }
  }
}
