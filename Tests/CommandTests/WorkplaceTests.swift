import Foundation
import HubAPI
import HubClient
import HubModel
import Testing

@testable import readinghub

/// A hub that knows one reading with these versions of its report.
private struct OneReading: HTTPTransport {
  let versions: ReportVersions
  func send(_ request: ClientRequest) async throws(TransportFailure) -> ClientResponse {
    guard request.url.hasSuffix("/versions"), let data = try? JSONEncoder().encode(versions) else { throw .interrupted("unexpected call") }
    return ClientResponse(status: 200, contentType: "application/json", body: Array(data))
  }
  func close() async {}
}

@Suite("Where a command works")
struct WorkplaceTests {
  private static let reading = ReadingID(rawValue: 7)

  private func withWorkplace(_ status: ReportVersion.Status?, _ body: (Workplace) async throws -> Void) async throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("readinghub-test-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    let rows = try status.map { status in
      ReportVersionRow(
        number: 1, author: "a", status: status, contentDigest: try #require(BlobKey(rawValue: String(repeating: "a", count: 64))),
        createdAt: Timestamp(Instant(microseconds: 0)), studyRevision: 1, findings: "a", impression: "b", readerGrade: nil)
    }
    let transport = OneReading(versions: ReportVersions(versions: rows.map { [$0] } ?? []))
    let session = try HubSession(
      hub: "http://127.0.0.1:1", token: "t", exchange: Exchange(transport: transport, pacing: Pacing(pause: { _ in }, fraction: { 0 })))
    try await body(
      Workplace(
        profileName: "li", profile: Profile(hub: "http://127.0.0.1:1", role: .administrator), profiles: ProfileStore(root: root), session: session,
        screen: Screen(language: .en, isJSON: false, environment: [:]), clock: SystemClock()))
  }

  @Test(
    "Who holds no claim is told that the report is signed, and only otherwise to claim first",
    arguments: [(ReportVersion.Status?.some(.final), ProblemCode.readingFinished), (.some(.draft), .leaseNotHeld), (nil, .leaseNotHeld)])
  func finishedReading(status: ReportVersion.Status?, code: ProblemCode) async throws {
    try await withWorkplace(status) { place in
      let error = await #expect(throws: ClientError.self) { try await place.leaseToken(of: Self.reading) }
      #expect(error?.code == code.rawValue)
      try place.profiles.changeState(of: "li") {
        $0.leases[Self.reading.description] = .init(token: 5, expiresAt: Timestamp(Instant(microseconds: 0)))
      }
      #expect(try await place.leaseToken(of: Self.reading) == 5)
    }
  }

  @Test("A clinic's own profile may be replaced by its new token, another's only when it is said")
  func savedProfiles() async throws {
    try await withWorkplace(nil) { place in
      try place.profiles.save(Profile(hub: "http://127.0.0.1:1", token: "old", role: .clinic, name: "白鹤乡卫生院"), named: "baihe")
      let plain = try ProfileKeeping.parse(["--save-profile", "baihe"])
      #expect(throws: ClientError(HubError(.alreadyExists, "profile baihe; --replace"))) {
        try plain.check(place) { $0.name == "青山镇卫生院" }
      }
      try plain.check(place) { $0.name == "白鹤乡卫生院" }
      try ProfileKeeping.parse(["--save-profile", "baihe", "--replace"]).check(place) { _ in false }
      try ProfileKeeping.parse(["--save-profile", "new"]).check(place) { _ in false }
      try plain.keep(token: "rhc_new", of: "白鹤乡卫生院", place)
      let kept = try place.profiles.profile(named: "baihe")
      #expect(kept.token == "rhc_new" && kept.role == .clinic && kept.name == "白鹤乡卫生院")
      #expect(throws: (any Error).self) { _ = try ProfileKeeping.parse(["--save-profile", "a/b"]) }
    }
  }
}
