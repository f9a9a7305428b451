import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing
import Trust

@Suite("One holder", .ownThread)
struct ClaimTests {
  @Test("200 doctors claim one reading at once: one gets it")
  func race() throws {
    try Region.run { region in
      _ = try region.sendECGs(1, from: Region.baihe)
      let reading = try #require(try region.waitForReadings(1, of: Region.cardiologist).first)
      let tokens = try Enrolments.readers(200, in: region)
      let port = region.hub.httpPort
      let answers = Threads.run(tokens.count) { index in
        try? WireClient(port: port, token: tokens[index]).send(.post("readings/\(reading.id)/claim"), seconds: 60)
      }
      #expect(answers.allSatisfy { $0 != nil }, "\(answers.count { $0 == nil }) calls got no answer")
      #expect(answers.count { $0?.isSuccess == true } == 1)
      #expect(answers.count { $0?.status == 409 && $0?.problemCode == "reading-held" } == tokens.count - 1)
      let row = try #require(try region.client(Region.cardiologist).readings().readings.first)
      #expect(row.state == .inProgress && row.holderName != nil)
    }
  }

  @Test("200 doctors take the next of 40 readings at once: each reading has one holder")
  func manyReadings() throws {
    try Region.run { region in
      _ = try region.sendECGs(40, from: Region.baihe)
      _ = try region.waitForReadings(40, of: Region.cardiologist, seconds: 60)
      let tokens = try Enrolments.readers(200, in: region)
      let port = region.hub.httpPort
      let claims = Threads.run(tokens.count) { index in
        try? WireClient(port: port, token: tokens[index]).send(.post("readings/next/claim", ClaimNext(kind: .ecg)), seconds: 60)
      }
      let claimed = try claims.compactMap { $0?.isSuccess == true ? try $0?.decoded(as: Claimed.self).reading.id : nil }
      #expect(claimed.count == 40 && Set(claimed).count == 40)
      #expect(claims.count { $0?.problemCode == "nothing-to-claim" } == 160)
    }
  }

  @Test("a lease that runs out returns the reading; the old holder can neither save nor sign")
  func lapse() throws {
    try Region.run(prepare: { try $0.hub.changeClocks { $0.leaseLength = .seconds(2) } }) { region in
      _ = try region.sendECGs(1, from: Region.baihe)
      let reading = try #require(try region.waitForReadings(1, of: Region.cardiologist).first).id
      let first = Region.cardiologist
      let second = Region.Party(profile: "second", name: "周敏", aeTitle: "")
      try region.addReader(second, reads: "ecg")
      let lease: Claimed = try region.tool.json(["claim", "\(reading)"], profile: first.profile)
      try region.tool.expect(["report", "\(reading)", "--file", "-"], profile: first.profile, input: Region.reportText)
      let held = try region.tool.run(["claim", "\(reading)"], profile: second.profile)
      #expect(held.status == 1 && held.errors.contains("reading-held"), "\(held.all)")
      try Wait.untilTrue("the reading back in the list", seconds: 15) {
        try region.client(second).readings().readings.first?.state == .scheduled
      }
      let taken: Claimed = try region.tool.json(["claim", "--next"], profile: second.profile)
      #expect(taken.reading.id == reading && taken.leaseToken > lease.leaseToken)
      try Self.expectStale(lease, of: first, on: reading, in: region)
      let audit = try region.tool.expect(["audit", "list", "--limit", "1000"], profile: "admin")
      #expect(audit.contains("lease-lapsed"), "\(audit)")
    }
  }

  private static func expectStale(_ lease: Claimed, of reader: Region.Party, on reading: ReadingID, in region: Region) throws {
    let client = try region.client(reader)
    let version = NewReportVersion(
      leaseToken: lease.leaseToken, basedOnVersion: 1, studyRevision: 1, findings: "x", impression: "y", readerGrade: nil)
    let act = LeaseAct(leaseToken: lease.leaseToken)
    let submission = SignatureSubmission(leaseToken: lease.leaseToken, preparedDigest: Digests.key([1]), cms: "MAA=")
    let answers = try [
      client.send(.post("readings/\(reading)/versions", version)), client.send(.post("readings/\(reading)/versions/1/preparation", act)),
      client.send(.post("readings/\(reading)/versions/1/signature", submission)), client.send(.post("readings/\(reading)/renewal", act)),
      client.send(.post("readings/\(reading)/release", act)),
    ]
    for answer in answers {
      #expect(answer.status == 409 && ["lease-stale", "lease-not-held"].contains(answer.problemCode ?? ""), "\(answer.status) \(answer.text)")
    }
    for command in [["report", "\(reading)", "--file", "-"], ["sign", "\(reading)", "--yes"]] {
      let outcome = try region.tool.run(command, profile: reader.profile, input: Region.reportText)
      #expect(outcome.status != 0 && outcome.errors.contains("lease-"), "\(command): \(outcome.all)")
    }
    let versions: ReportVersions = try client.ask(.get("readings/\(reading)/versions"))
    #expect(versions.versions.map(\.number) == [1] && versions.versions.allSatisfy { $0.status == .draft })
  }
}

/// Many doctors quickly: what `admin reader add` and `enroll` do, without their processes.
enum Enrolments {
  /// Tokens of `count` enrolled cardiologists.
  static func readers(_ count: Int, in region: Region, hospital: String = Region.hospital) throws -> [String] {
    let admin = try region.client(profile: "admin")
    let open = region.hub.client
    return try (0..<count).map { index in
      let new = NewReader(name: "医师\(index)", hospital: hospital, scopes: [.ecg])
      let created: ReaderCreated = try admin.ask(.post("admin/readers", new))
      let code = try EnrolmentCode(text: created.enrolmentCode)
      let request = try CertificateRequest(key: P256PrivateKey(random: SystemRandomSource()), commonName: code.codeHash.hex)
      let enrolment = EnrolmentRequest(secret: code.codeHash.hex, certificateRequest: Data(request.der).base64EncodedString())
      return try open.ask(.post("enrolments", enrolment), as: EnrolmentResult.self).token
    }
  }
}
