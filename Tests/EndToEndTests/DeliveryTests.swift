import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing
import Trust

@Suite("Each report once, in order", .ownThread)
struct DeliveryTests {
  private static let reportCount = 10

  @Test("a clinic that loses answers, asks again and repeats itself ends with each report once")
  func unreliableClinic() throws {
    try Region.run { region in
      _ = try region.sendECGs(Self.reportCount, from: Region.baihe)
      let readings = try region.waitForReadings(Self.reportCount, of: Region.cardiologist, seconds: 60).map(\.id)
      let shared = Unchecked(region)
      let signing = Threads.start { () -> [String] in
        readings.compactMap { id in
          do {
            try shared.value.issueReport(on: id, by: Region.cardiologist)
            return nil
          } catch { return "\(error)" }
        }
      }
      var clinic = UnreliableClinic(client: try region.client(Region.baihe), random: TestLevel.random("delivery"))
      try Wait.untilTrue("all reports", seconds: 120) {
        try clinic.step()
        return clinic.acknowledged.count >= Self.reportCount
      }
      #expect(signing.join().isEmpty)
      #expect(clinic.order == Array(1...Int64(Self.reportCount)), "\(clinic.order)")
      #expect(Set(clinic.readings) == Set(readings) && clinic.readings.count == Self.reportCount)
      let left: ReportPage = try clinic.client.ask(.get("reports"))
      #expect(left.reports.isEmpty, "acknowledged reports are given out again")
      let all: ReportPage = try clinic.client.ask(.get("reports?all=true"))
      #expect(all.reports.map(\.sequence) == clinic.order)
      #expect(try region.client(Region.qingshan).ask(.get("reports?all=true"), as: ReportPage.self).reports.isEmpty)
      try Self.expectCommandCompletes(in: region)
    }
  }

  /// `reports --out`, killed again and again: the folder ends with each report once, whole.
  private static func expectCommandCompletes(in region: Region) throws {
    let folder = region.file("reports")
    let random = SeededRandom(seed: TestLevel.seed)
    let command = ["reports", "--all", "--out", folder, "--profile", Region.baihe.profile]
    for _ in 0..<8 {
      let process = try ChildProcess(
        CommandLineTool.program, command, environment: region.tool.environment, output: region.file("killed.out"), errors: region.file("killed.err"))
      usleep(UInt32(random.next() % 300_000))
      process.end()
    }
    try region.tool.expect(command)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let pdfs = names.filter { $0.hasSuffix(".pdf") }.sorted()
    #expect(pdfs.count == reportCount && names.count { $0.hasSuffix(".json") } == reportCount, "\(names.sorted())")
    #expect(pdfs.map { Int64($0.prefix(6)) } == Array(1...Int64(reportCount)))
    #expect(try region.tool.run(["verify", "--profile", Region.baihe.profile] + pdfs.map { folder + "/" + $0 }).status == 0)
  }
}

/// Polls as a clinic behind a bad line does: any answer may be lost, anything may be asked twice.
private struct UnreliableClinic {
  let client: WireClient
  let random: SeededRandom
  /// Kept reports in the order in which they were kept.
  private(set) var order: [Int64] = []
  private(set) var readings: [ReadingID] = []
  private(set) var acknowledged: Set<Int64> = []
  private var cursor: Int64 = 0

  init(client: WireClient, random: SeededRandom) {
    self.client = client
    self.random = random
  }

  private func isLucky() -> Bool { random.next() % 3 != 0 }

  /// One poll and what follows from it.
  mutating func step() throws {
    // Now and then it forgets how far it was.
    let from = random.next() % 8 == 0 ? 0 : cursor
    let poll = WireRequest.get("reports?after=\(from)&wait=1")
    guard isLucky() else { return try client.sendAndLose(poll, after: Int(random.next() % 400)) }
    let page: ReportPage = try client.ask(poll)
    #expect(page.reports.map(\.sequence) == page.reports.map(\.sequence).sorted())
    for report in page.reports {
      guard try keep(report) else { return }
      cursor = max(cursor, report.sequence)
    }
  }

  /// False when the line broke: the next poll asks for it again.
  private mutating func keep(_ report: ReportRow) throws -> Bool {
    let fetch = WireRequest.get("reports/\(report.sequence)/pdf")
    guard isLucky() else {
      try client.sendAndLose(fetch, after: Int(random.next() % 20_000))
      return false
    }
    let pdf = try client.send(fetch)
    #expect(pdf.status == 200 && Digests.key(pdf.body) == report.pdfDigest)
    if !order.contains(report.sequence) {
      order.append(report.sequence)
      readings.append(report.reading)
    }
    let acknowledgement = try WireRequest.post("reports/\(report.sequence)/acknowledgement", ReportAcknowledgement(pdfDigest: report.pdfDigest))
    if !isLucky() {
      // The hub may have taken it although the clinic never learns: then it is not given out again, and the clinic has it.
      try client.sendAndLose(acknowledgement, after: 1)
    }
    let first: ReportAcknowledged = try client.ask(acknowledgement)
    let again: ReportAcknowledged = try client.ask(acknowledgement)
    #expect(first.acknowledgedAt == again.acknowledgedAt)
    acknowledged.insert(report.sequence)
    return true
  }
}
