import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Any byte changed is found", .ownThread)
struct ProofTests {
  @Test("in the audit trail: every field of an entry, and a tail cut off")
  func audit() throws {
    try Region.run { region in
      let random = TestLevel.random("audit tampering")
      try region.upload(SampleStudy("ecg-normal"), from: Region.qingshan)
      let receipt = try region.upload(SampleStudy("ecg-paced"), from: Region.baihe, options: ["--json"])
      let anchor = try region.write(Array(receipt.utf8), to: "receipt.json")
      #expect(try Self.verdict(in: region, anchor: anchor) == 0)
      for column in ["at", "actor", "action", "subject", "detail", "previous_hash", "hash"] {
        // Not one of the last: the hub builds on those when it starts.
        let change = ["flip", region.hub.data + "/hub.sqlite", column, "\(2 + random.next() % 8)", "\(random.next() % 64)"]
        try Self.whileStopped(region) { _ = try SystemPython.run("read-store.py", change, in: region) }
        #expect(try Self.verdict(in: region) == 6, "a changed \(column) was not found: \(change)")
        try Self.whileStopped(region) { _ = try SystemPython.run("read-store.py", change, in: region) }
      }
      #expect(try Self.verdict(in: region, anchor: anchor) == 0)
      #expect(try region.hub.terminate() == 0)
      _ = try SystemPython.run("read-store.py", ["cut", region.hub.data + "/hub.sqlite", "40"], in: region)
      let refused = try region.tool.run(["serve", "--data", region.hub.data, "--http", "127.0.0.1:0", "--dicom", "off"])
      #expect(refused.status == 1 && refused.all.contains("store-behind-register"), "\(refused.all)")
      // Who cuts the trail may take the register away as well; the receipt is not theirs to take.
      try FileManager.default.removeItem(atPath: region.hub.data + "/objects/owners")
      try region.hub.start()
      #expect(try Self.verdict(in: region, anchor: anchor) == 6, "a cut tail was not found by the receipt")
    }
  }

  /// Exit code of `audit verify`.
  private static func verdict(in region: Region, anchor: String? = nil) throws -> Int32 {
    try region.tool.run(["audit", "verify"] + (anchor.map { ["--anchor", $0] } ?? []), profile: "admin").status
  }

  private static func whileStopped(_ region: Region, _ body: () throws -> Void) throws {
    #expect(try region.hub.terminate() == 0)
    try body()
    try region.hub.start()
  }

  @Test("in a report: anywhere in the file")
  func report() throws {
    try Region.run { region in
      let random = TestLevel.random("report tampering")
      _ = try region.sendECGs(1, from: Region.baihe)
      let reading = try #require(try region.waitForReadings(1, of: Region.cardiologist).first)
      try region.issueReport(on: reading.id, by: Region.cardiologist)
      let pdf = try region.client(Region.baihe).send(.get("reports/1/pdf")).body
      let good = try region.write(pdf, to: "good.pdf")
      #expect(try region.tool.run(["verify", good, "--profile", Region.baihe.profile]).status == 0)
      let signature = try #require(pdf.firstRange(of: Array("/Contents <".utf8)) ?? pdf.firstRange(of: Array("/Contents<".utf8))).upperBound
      let offsets = (0..<120).map { _ in Int(random.next() % UInt64(pdf.count)) } + (0..<40).map { _ in signature + Int(random.next() % 16_384) }
      let files = try offsets.enumerated().map { index, offset in
        var copy = pdf
        copy[offset] ^= index % 2 == 0 ? 1 : 0x20
        return try region.write(copy, to: "tampered/\(offset)-\(index % 2).pdf")
      }
      let outcome = try region.tool.run(["verify", "--json", "--profile", Region.baihe.profile] + files, seconds: 240)
      #expect(outcome.status == 6)
      let verdicts = try JSONDecoder().decode([Verdict].self, from: Data(outcome.output.utf8))
      #expect(verdicts.count == files.count)
      let missed = verdicts.filter { $0.verdict != "INVALID" }.map { URL(fileURLWithPath: $0.file).lastPathComponent }
      #expect(missed.isEmpty, "found valid although changed at \(missed), signature at \(signature), \(pdf.count) bytes")
    }
  }

  private struct Verdict: Decodable {
    var file: String
    var verdict: String
  }

  @Test("in a stored object or a stored report: it is refused, not served")
  func object() throws {
    try Region.run { region in
      let client = try region.client(Region.cardiologist)
      _ = try region.sendECGs(1, from: Region.baihe)
      let reading = try #require(try region.waitForReadings(1, of: Region.cardiologist).first)
      let issued = try region.issueReport(on: reading.id, by: Region.cardiologist)
      let object = try #require(try client.detail(reading.id).objects.first)
      let paths = ["readings/\(reading.id)/objects/\(object.arrival)", "readings/\(reading.id)/ecg"]
      for path in paths { #expect(try client.send(.get(path)).status == 200) }
      try Self.damage(object.digest, of: region.hub)
      for path in paths {
        let answer = try client.send(.get(path))
        #expect(answer.status == 500 && answer.problemCode == "store-damaged", "\(path): \(answer.status) \(answer.text.prefix(200))")
      }
      let clinic = try region.client(Region.baihe)
      #expect(try clinic.send(.get("reports/1/pdf")).status == 200)
      try Self.damage(issued.signedDigest, of: region.hub)
      let answer = try clinic.send(.get("reports/1/pdf"))
      #expect(answer.status == 500 && answer.problemCode == "store-damaged", "\(answer.status)")
      let fetched = try region.tool.run(["reports", "--out", region.file("reports")], profile: Region.baihe.profile)
      #expect(fetched.status != 0 && (try? FileManager.default.contentsOfDirectory(atPath: region.file("reports"))) ?? [] == [], "\(fetched.all)")
    }
  }

  /// One bit of the file that holds a digest's bytes.
  private static func damage(_ digest: BlobKey, of hub: HubProcess) throws {
    // Small objects get their files when it is calm.
    let file = try Wait.until("the object's own file") { hub.objectFiles.first { $0.lastPathComponent == digest.rawValue } }
    var bytes = [UInt8](try Data(contentsOf: file))
    bytes[bytes.count / 2] ^= 1
    chmod(file.path, 0o600)
    try Data(bytes).write(to: file)
  }
}
