import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("From a clinic's file to a report the clinic verifies", .ownThread, .enabled(if: Peers.hasDCMTK, Comment(rawValue: Peers.dcmtkReason)))
struct MainJobTests {
  @Test("two clinics send, the dangerous ECG comes first, is read, signed, fetched and verified")
  func ecg() throws {
    try Region.run { region in
      let samples = try SampleStudy.all().filter { $0.expected.kind == "ecg" }
      let dangerous = try SampleStudy("ecg-acute-st-elevation")
      let second = try SampleStudy("ecg-st-elevation-wfdb")
      let others = samples.filter { ![dangerous.name, second.name].contains($0.name) }
      let receipts = try Self.send(others, in: region)
      _ = try region.waitForReadings(others.count, of: Region.cardiologist, seconds: 60)
      try Self.expectFirst(dangerous, in: region)
      // One that is critical too, or nearly so, and came later: it stands behind.
      try region.upload(second, from: Region.baihe)
      let order = try region.waitForReadings(samples.count, of: Region.cardiologist, seconds: 60)
      #expect(order.first?.patientName == dangerous.expected.patientName && order.count == samples.count)
      Self.expectOrder(order)
      let reading = try Self.readAndSign(in: region)
      let report = try Self.fetch(reading, in: region)
      try Self.expectProof(of: report, in: region)
      try Self.acknowledge(reading, in: region)
      try Self.expectRepeatsChangeNothing(reading, dangerous, in: region)
      try Self.expectAudit(anchor: receipts, in: region)
      #expect(try region.hub.terminate() == 0)
      #expect(region.hub.lastOutput.hasSuffix("stopped\n"))
    }
  }

  /// Critical first, then by deadline; what is not known to be ordinary has the shorter clock.
  private static func expectOrder(_ rows: [ReadingRow]) {
    let places = rows.map { ($0.priority == .critical ? 0 : 1, $0.deadline) }
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 <= $1 }, "\(rows.map { "\($0.patientName) \($0.priority) \($0.deadline.text)" })")
    for row in rows where row.priority == .routine { #expect(row.grade == .ordinary, "\(row.patientName)") }
  }

  /// One clinic's machines speak DICOM, the other's nurse types `upload`. Returns the path of the receipts.
  private static func send(_ samples: [SampleStudy], in region: Region) throws -> String {
    let qingshan = samples.filter { $0.expected.clinic == "qingshan" }
    let dicom = qingshan.filter { $0.expected.identityInFile }.flatMap(\.files)
    let outcome = try region.storescu(dicom, from: Region.qingshan)
    #expect(outcome.status == 0 && StoreLog(outcome.all).acknowledged.count == dicom.count, "\(outcome.all)")
    for sample in qingshan where !sample.expected.identityInFile { try region.upload(sample, from: Region.qingshan) }
    var receipts = ""
    for sample in samples where sample.expected.clinic == "baihe" {
      receipts = try region.upload(sample, from: Region.baihe, options: ["--json"])
      #expect(receipts.contains("\"stored\""))
    }
    return try region.write(Array(receipts.utf8), to: "receipts.json")
  }

  private static func expectFirst(_ sample: SampleStudy, in region: Region) throws {
    try region.upload(sample, from: Region.baihe)
    let client = try region.client(Region.cardiologist)
    let (head, seconds) = try Wait.measure {
      try Wait.until("the critical ECG on top", seconds: 10) {
        let first = try client.readings(kind: .ecg).readings.first
        return first?.grade == .critical && first?.patientName == sample.expected.patientName ? first : nil
      }
    }
    #expect(head.priority == .critical)
    #expect(seconds <= 2, "a critical ECG is on top within 2 s of its upload; it took \(seconds) s")
    let table = try region.tool.expect(["worklist", "--kind", "ecg"], profile: Region.cardiologist.profile)
    #expect(table.split(separator: "\n").dropFirst().first?.contains(sample.expected.patientName) == true, "\(table)")
  }

  private static func readAndSign(in region: Region) throws -> ReadingRow {
    let doctor = Region.cardiologist.profile
    let claimed: Claimed = try region.tool.json(["claim", "--next", "--kind", "ecg"], profile: doctor)
    #expect(claimed.reading.grade == .critical)
    let id = "\(claimed.reading.id)"
    let page = region.file("ecg.png")
    let seen = try region.tool.expect(["view", id, "--out", page], profile: doctor)
    #expect(seen.contains("ecg.png"))
    let png = [UInt8](try Data(contentsOf: URL(fileURLWithPath: page)))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]) && png.count > 20_000)
    let text = try region.write(Array(Region.reportText.utf8), to: "report.txt")
    try region.tool.expect(["report", id, "--file", text, "--grade", "critical"], profile: doctor)
    let issued: ReportIssued = try region.tool.json(["sign", id, "--yes", "--out", region.file("signed.pdf")], profile: doctor)
    #expect(issued.version == 1 && issued.reading == claimed.reading.id)
    return claimed.reading
  }

  /// The clinic polls; what it gets is byte for byte what the doctor signed. Returns the PDF's path.
  private static func fetch(_ reading: ReadingRow, in region: Region) throws -> String {
    let folder = region.file("reports")
    try region.tool.expect(["reports", "--out", folder], profile: Region.baihe.profile)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let pdf = try #require(names.first { $0.hasSuffix(".pdf") && $0.contains("\(reading.id)") })
    #expect(names.contains(pdf.replacing(".pdf", with: ".json")) && names.count == 2, "\(names)")
    #expect(try Digests.hex(ofFile: folder + "/" + pdf) == Digests.hex(ofFile: region.file("signed.pdf")))
    let other = try region.tool.expect(["reports", "--out", region.file("others")], profile: Region.qingshan.profile)
    #expect(!other.contains("\(reading.id)"), "another clinic sees the report")
    return folder + "/" + pdf
  }

  private static func expectProof(of pdf: String, in region: Region) throws {
    let good = try region.tool.run(["verify", pdf, "--profile", Region.baihe.profile])
    #expect(good.status == 0 && good.output.contains("VALID") && !good.output.contains("INVALID"), "\(good.all)")
    #expect(good.output.contains(Region.cardiologist.name) && good.output.contains(Region.hospital), "\(good.output)")
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: pdf)))
    bytes[bytes.count / 3] ^= 1
    let tampered = try region.write(bytes, to: "tampered.pdf")
    let bad = try region.tool.run(["verify", tampered, "--profile", Region.baihe.profile])
    #expect(bad.status == 6 && bad.output.contains("INVALID"), "\(bad.all)")
    guard Peers.hasPython else { return }
    #expect(try Pyhanko.judges(pdf, in: region), "pyhanko does not find the report valid")
    #expect(try !Pyhanko.judges(tampered, in: region), "pyhanko finds the tampered report valid")
  }

  private static func acknowledge(_ reading: ReadingRow, in region: Region) throws {
    let clinic = Region.baihe.profile
    let first: [ReportAcknowledged] = try region.tool.json(["reports", "ack", "\(reading.id)"], profile: clinic)
    let second: [ReportAcknowledged] = try region.tool.json(["reports", "ack", "\(reading.id)"], profile: clinic)
    #expect(first.count == 1 && first.map(\.acknowledgedAt) == second.map(\.acknowledgedAt))
    #expect(try region.tool.expect(["reports", "--json"], profile: clinic).isEmpty, "an acknowledged report is given out again")
  }

  private static func expectRepeatsChangeNothing(_ reading: ReadingRow, _ sample: SampleStudy, in region: Region) throws {
    let before = try region.client(Region.cardiologist).readings(includesFinished: true).readings.count
    let again = try region.upload(sample, from: Region.baihe, options: ["--json"])
    #expect(again.contains("alreadyHeld") && !again.contains("\"stored\""), "\(again)")
    let claim = try region.tool.run(["claim", "\(reading.id)"], profile: Region.cardiologist.profile)
    #expect(claim.status == 1 && claim.errors.contains("reading-finished"), "\(claim.all)")
    let sign = try region.tool.run(["sign", "\(reading.id)", "--yes"], profile: Region.cardiologist.profile)
    #expect(sign.status == 1, "\(sign.all)")
    #expect(try region.client(Region.cardiologist).readings(includesFinished: true).readings.count == before)
  }

  private static func expectAudit(anchor receipts: String, in region: Region) throws {
    let verified = try region.tool.run(["audit", "verify", "--anchor", receipts], profile: "admin")
    #expect(verified.status == 0 && verified.output.contains("VALID"), "\(verified.all)")
  }

  @Test("an imaging study by C-STORE is seen, read and signed by the radiologist")
  func imaging() throws {
    try Region.run { region in
      let sample = try SampleStudy("ct-chest")
      let outcome = try region.storescu(sample.files, from: Region.baihe)
      #expect(StoreLog(outcome.all).acknowledged.count == sample.files.count, "\(outcome.all)")
      let row = try #require(try region.waitForReadings(1, of: Region.radiologist, kind: .imaging).first)
      #expect(row.objectCount == sample.files.count && row.patientName == sample.expected.patientName && row.scope == .ct)
      #expect(try region.client(Region.cardiologist).readings().readings.isEmpty, "a cardiologist sees a CT")
      try region.tool.expect(["claim", "\(row.id)"], profile: Region.radiologist.profile)
      try region.tool.expect(["view", "\(row.id)", "--out", region.file("ct.png")], profile: Region.radiologist.profile)
      let png = [UInt8](try Data(contentsOf: URL(fileURLWithPath: region.file("ct.png"))))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]) && png.count > 10_000)
      try region.issueReport(on: row.id, by: Region.radiologist)
      let saved = try region.tool.expect(["reports", "--out", region.file("reports"), "--ack"], profile: Region.baihe.profile)
      #expect(saved.contains("\(row.id)") && saved.contains("saved"), "\(saved)")
    }
  }
}

/// The second judge of signatures.
enum Pyhanko {
  static func judges(_ pdf: String, in region: Region) throws -> Bool {
    let root = try region.client(profile: "admin").send(.get("trust/root"))
    let path = try region.write(root.body, to: "root.pem")
    let outcome = try Peers.pyhanko(
      ["sign", "validate", "--trust", path, "--trust-replace", "--no-revocation-check", "--pretty-print", pdf], in: region.folder.path)
    return outcome.status == 0 && outcome.output.contains("The signature is judged VALID")
  }
}
