import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Who may not sign", .ownThread)
struct SigningRefusalTests {
  private static let second = Region.Party(profile: "second", name: "周敏", aeTitle: "")

  /// Words and signatures that would do if they were one's own.
  private struct Attempt {
    let reading: ReadingID
    let token: Int64

    private static let digest = Digests.key([1])
    var saving: WireRequest {
      get throws {
        let draft = NewReportVersion(
          leaseToken: token, basedOnVersion: 1, studyRevision: 1, findings: "改写", impression: "改写", readerGrade: nil)
        return try .post("readings/\(reading)/versions", draft)
      }
    }
    var preparing: WireRequest { get throws { try .post("readings/\(reading)/versions/1/preparation", LeaseAct(leaseToken: token)) } }
    var signing: WireRequest {
      get throws {
        let submission = SignatureSubmission(leaseToken: token, preparedDigest: Self.digest, cms: "MAA=")
        return try .post("readings/\(reading)/versions/1/signature", submission)
      }
    }
    var reviewing: [WireRequest] {
      get throws {
        let submission = SignatureSubmission(leaseToken: token, preparedDigest: Self.digest, cms: "MAA=")
        return [
          try .post("readings/\(reading)/versions/1/review/preparation", LeaseAct(leaseToken: token)),
          try .post("readings/\(reading)/versions/1/review", submission),
          try .post("readings/\(reading)/return", ReviewReturn(leaseToken: token, reason: "改写")),
        ]
      }
    }
    var amending: WireRequest {
      get throws { try .post("readings/\(reading)/amendment", NewAmendment(kind: .withdrawn, reason: "改写", basedOnVersion: 1)) }
    }
    var all: [WireRequest] { get throws { try [saving, preparing, signing, amending] + reviewing } }
  }

  private func refusal(_ client: WireClient, _ request: WireRequest) throws -> String {
    let answer = try client.send(request)
    return "\(answer.status) \(answer.problemCode ?? answer.text)"
  }

  @Test("an unclaimed reading, another's, one that is signed: 409 with the reason; a clinic, an administrator, an auditor: 403; nothing changes")
  func refused() throws {
    try Region.run { region in
      try region.addReader(Self.second, reads: "ecg")
      _ = try region.sendECGs(2, from: Region.baihe)
      let readings = try region.waitForReadings(2, of: Region.cardiologist).map(\.id)
      let (open, signed) = (readings[0], readings[1])
      let (author, other) = (try region.client(Region.cardiologist), try region.client(Self.second))
      let claimed: Claimed = try author.ask(.post("readings/\(open)/claim"))
      let draft = NewReportVersion(
        leaseToken: claimed.leaseToken, basedOnVersion: 0, studyRevision: 1, findings: "所见", impression: "诊断", readerGrade: nil)
      _ = try author.ask(.post("readings/\(open)/versions", draft), as: ReportVersionRow.self)
      let issued = try region.issueReport(on: signed, by: Region.cardiologist)
      let before = try state(of: readings, region)

      // Held by its author: another doctor has no part in it.
      for request in try [Attempt(reading: open, token: claimed.leaseToken).saving, Attempt(reading: open, token: claimed.leaseToken).preparing]
        + [Attempt(reading: open, token: claimed.leaseToken).signing] + Attempt(reading: open, token: claimed.leaseToken).reviewing
      { #expect(try refusal(other, request) == "409 lease-not-held", "\(request.path)") }
      // Signed already, whoever asks.
      for client in [author, other] {
        let attempt = Attempt(reading: signed, token: 1)
        #expect(try refusal(client, attempt.preparing) == "409 reading-finished")
        #expect(try refusal(client, attempt.saving) == "409 reading-finished")
        #expect(try refusal(client, attempt.signing) == "409 already-signed")
      }
      try refusedToOtherRoles(readings, region)
      #expect(try state(of: readings, region) == before)

      // Nobody holds it: not even its author signs it.
      #expect(try author.send(.post("readings/\(open)/release", LeaseAct(leaseToken: claimed.leaseToken))).isSuccess)
      for client in [author, other] {
        let attempt = Attempt(reading: open, token: claimed.leaseToken)
        for request in try [attempt.saving, attempt.preparing, attempt.signing] + attempt.reviewing {
          #expect(try refusal(client, request) == "409 lease-not-held", "\(request.path)")
        }
      }
      // Who holds it now signs nothing that another wrote, and nothing under the token of the holder before.
      let next: Claimed = try other.ask(.post("readings/\(open)/claim"))
      #expect(try refusal(other, Attempt(reading: open, token: next.leaseToken).preparing) == "409 revision-conflict")
      #expect(try refusal(other, Attempt(reading: open, token: claimed.leaseToken).signing) == "409 lease-stale")
      #expect(try refusal(author, Attempt(reading: open, token: next.leaseToken).signing) == "409 lease-not-held")
      let after = try state(of: readings, region)
      #expect(after.versions == before.versions && after.reports == before.reports && after.reports.map(\.pdfDigest) == [issued.signedDigest])
    }
  }

  /// Whoever runs the hub or sends the studies writes no report, by no method.
  private func refusedToOtherRoles(_ readings: [ReadingID], _ region: Region) throws {
    let auditor: TokenIssued = try region.client(profile: "admin").ask(.post("admin/auditors"))
    let others = try [
      region.client(Region.baihe), region.client(Region.qingshan), region.client(profile: "admin"),
      WireClient(port: region.hub.httpPort, token: auditor.token),
    ]
    for (index, client) in others.enumerated() {
      for reading in readings {
        for request in try Attempt(reading: reading, token: 1).all {
          #expect(try refusal(client, request) == "403 not-permitted", "\(index): \(request.path)")
        }
        for method in ["PUT", "PATCH", "DELETE"] {
          for path in ["versions/1", "versions", "versions/1/signature"] {
            var request = try Attempt(reading: reading, token: 1).saving
            (request.method, request.path) = (method, "/api/v1/readings/\(reading)/\(path)")
            let status = try client.send(request).status
            #expect([403, 404, 405].contains(status), "\(index): \(method) \(path) answers \(status)")
          }
        }
      }
    }
  }

  private struct Kept: Equatable {
    var versions: [ReportVersionRow]
    var reports: [ReportRow]
    var states: [Reading.State]
  }

  private func state(of readings: [ReadingID], _ region: Region) throws -> Kept {
    let doctor = try region.client(Region.cardiologist)
    let versions = try readings.flatMap { try doctor.ask(.get("readings/\($0)/versions"), as: ReportVersions.self).versions }
    let reports = try region.client(Region.baihe).ask(.get("reports?all=true"), as: ReportPage.self).reports
    let states = try doctor.readings(includesFinished: true).readings.sorted { "\($0.id)" < "\($1.id)" }.map(\.state)
    return Kept(versions: versions, reports: reports, states: states)
  }
}
