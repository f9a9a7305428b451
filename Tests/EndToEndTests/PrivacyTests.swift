import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("No patient in logs, errors or metrics", .ownThread, .enabled(if: Peers.hasDCMTK, Comment(rawValue: Peers.dcmtkReason)))
struct PrivacyTests {
  private static let marker = "ZZMARKERZZ"
  private static let markers = [marker, "患者标记", "ZZPATIENTID", "19010203"]

  @Test("a marked patient goes every way, right and wrong; no marker is written where it must not be", arguments: ["text", "json"])
  func markedPatient(logFormat: String) throws {
    try Region.run(environment: ["READINGHUB_LOG_LEVEL": "trace"]) { region in
      #expect(try region.hub.terminate() == 0)
      try region.hub.start(arguments: ["--log-format", logFormat], environment: ["READINGHUB_LOG_LEVEL": "trace"])
      var said = Said()
      try Self.sendEveryWay(in: region, &said)
      try Self.readEveryWay(in: region, &said)
      try Self.askWrongly(in: region, &said)
      let health = try region.hub.client.send(WireRequest(path: "/health/live"))
      said.add("health", health.text)
      said.add("audit", try region.tool.expect(["audit", "list", "--limit", "1000", "--json"], profile: "admin"))
      #expect(try region.hub.terminate() == 0)
      said.add("log", region.hub.logs)
      #expect(region.hub.logs.count > 2_000, "at level trace the hub says next to nothing: the test reads the wrong place")
      let tokens = try ["admin", Region.qingshan.profile, Region.baihe.profile, Region.radiologist.profile].map(region.tool.token)
      for token in tokens { #expect(!region.hub.logs.contains(token), "a token in the log") }
      let uids = [Self.image(1), Self.image(2)].map(\.instanceUID)
      for uid in uids { #expect(!region.hub.logs.contains(uid), "a UID in the log") }
      for (place, text) in said.texts {
        for marker in Self.markers where text.contains(marker) {
          let line = text.split(separator: "\n").first { $0.contains(marker) } ?? ""
          Issue.record("\(place) holds \(marker): \(line.prefix(300))")
        }
      }
    }
  }

  /// What was said where nobody may be named.
  private struct Said {
    var texts: [(String, String)] = []
    mutating func add(_ place: String, _ text: String) { texts.append((place, text)) }
  }

  private static func image(_ number: UInt64) -> ImageRecipe {
    ImageRecipe(number, patientName: "\(marker)^患者标记").with(RecipeElement(0x0008_0005, "CS", "ISO_IR 192"))
      .with(RecipeElement(0x0010_0020, "LO", "ZZPATIENTID")).with(RecipeElement(0x0010_0030, "DA", "19010203"))
  }

  private static func sendEveryWay(in region: Region, _ said: inout Said) throws {
    let client = try region.client(Region.qingshan)
    let good = try region.write(image(1).file, to: "good.dcm")
    // The other door, and a second time with other bytes.
    let conflicting = image(1).with(RecipeElement(0x0028_0010, number: 8)).with(RecipeElement(0x0028_0011, number: 32))
    let broken = image(2).with(RecipeElement(0x0028_0010, number: 65_535))
    let badUID = image(3).with(RecipeElement(0x0008_0018, "UI", marker))
    let wrong = try [("conflict", conflicting), ("broken", broken), ("bad-uid", badUID)].map { name, recipe in
      try region.write(recipe.file, to: "\(name).dcm")
    }
    #expect(StoreLog(try region.storescu([good], from: Region.qingshan).all).acknowledged.count == 1)
    _ = try region.storescu(wrong, from: Region.qingshan)
    for recipe in [conflicting, broken, badUID] {
      let answer = try client.upload(recipe.file)
      #expect(!answer.isSuccess)
      said.add("refusal", answer.text)
    }
    let outcome = try region.tool.run(["upload"] + wrong, profile: Region.baihe.profile)
    #expect(outcome.status == 5, "\(outcome.all)")
    said.add("upload", outcome.all)
    said.add("refusals", try region.tool.expect(["refusals", "--json"], profile: Region.baihe.profile))
    let mismatch = try client.openUpload([image(4).file], identity: PatientIdentity(externalID: "OTHER", name: marker))
    said.add("identity", try client.put(image(4).file, to: mismatch.id).text)
  }

  private static func readEveryWay(in region: Region, _ said: inout Said) throws {
    let row = try #require(try region.waitForReadings(1, of: Region.radiologist, kind: .imaging).first)
    #expect(row.patientName.contains(marker), "the marker did not arrive: \(row.patientName)")
    try region.tool.expect(["claim", "\(row.id)"], profile: Region.radiologist.profile)
    said.add("view", try region.tool.run(["view", "\(row.id)", "--out", region.file("x.svg")], profile: Region.radiologist.profile).errors)
    try region.tool.expect(["view", "\(row.id)", "--out", region.file("x.png")], profile: Region.radiologist.profile)
    let text = "所见: \(marker) 患者标记\n诊断: \(marker)\n"
    try region.issueReport(on: row.id, by: Region.radiologist, text: text)
    let client = try region.client(Region.qingshan)
    let pdf = try client.send(.get("reports/1/pdf"))
    #expect(pdf.status == 200)
    said.add("names of downloads", pdf.headers.values.joined(separator: "\n"))
    let wrong = ReportAcknowledgement(pdfDigest: Digests.key([1]))
    said.add("acknowledgement", try client.send(.post("reports/1/acknowledgement", wrong)).text)
    let again = try region.tool.run(["sign", "\(row.id)", "--yes"], profile: Region.radiologist.profile)
    said.add("sign", again.errors)
  }

  private static func askWrongly(in region: Region, _ said: inout Said) throws {
    let client = try region.client(Region.radiologist)
    let paths = ["readings/\(marker)", "readings?kind=\(marker)", "\(marker)", "readings/000000/frame?number=\(marker)"]
    for path in paths {
      let answer = try client.send(.get(path))
      #expect((400...499).contains(answer.status), "\(path): \(answer.status)")
    }
    let body = WireRequest(
      method: "POST", path: "/api/v1/readings/next/claim", headers: [("Content-Type", "application/json")],
      body: Array("{\"kind\":\"\(marker)\"}".utf8))
    let answer = try client.send(body)
    #expect(answer.status == 400)
    said.add("bad JSON", answer.text)
    said.add("token", try WireClient(port: region.hub.httpPort, token: marker).send(.get("whoami")).text)
  }
}
