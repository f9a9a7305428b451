import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing
import Trust

@Suite("Reports are amended and withdrawn", .ownThread)
struct AmendmentCommandTests {
  private static let second = Region.Party(profile: "lintao", name: "林涛", aeTitle: "")

  @Test("amended by another doctor, then withdrawn: the clinic has three numbers, acknowledges each, and verify knows which one counts")
  func wholeWay() throws {
    try Region.run { region in
      try region.addReader(Self.second, reads: "ecg")
      try region.upload(SampleStudy("ecg-normal"), from: Region.qingshan)
      let id = try #require(try region.waitForReadings(1, of: Region.cardiologist, seconds: 60).first?.id)
      let early = try region.tool.run(["amend", "\(id)", "--kind", "corrected", "--reason", "x", "--json"], profile: Self.second.profile)
      #expect(early.status == 1 && early.all.contains("report-not-issued"))
      try region.issueReport(on: id, by: Region.cardiologist)
      let folder = region.file("reports")
      try region.tool.expect(["reports", "--out", folder, "--ack"], profile: Region.qingshan.profile)
      let first = try Digests.hex(ofFile: "\(folder)/000001-\(id)-v1.pdf")
      try region.tool.expect(["amend", "\(id)", "--kind", "corrected", "--reason", "左右侧写反"], profile: Self.second.profile)
      let open = try region.tool.run(["amend", "\(id)", "--kind", "amended", "--reason", "x", "--json"], profile: Region.cardiologist.profile)
      #expect(open.status == 1 && open.all.contains("amendment-open"))
      try region.tool.expect(["report", "\(id)", "--file", "-"], profile: Self.second.profile, input: Region.reportText + "\n右侧。\n")
      let corrected: ReportIssued = try region.tool.json(["sign", "\(id)", "--yes"], profile: Self.second.profile)
      #expect(corrected.status == .corrected && corrected.version == 2)
      let withdrawn: ReportIssued = try region.tool.json(
        ["withdraw", "\(id)", "--reason", "误发给另一位患者", "--yes"], profile: Region.cardiologist.profile)
      #expect(withdrawn.status == .enteredInError && withdrawn.version == 3)
      let list = try region.tool.expect(["reports", "--lang", "en"], profile: Region.qingshan.profile)
      #expect(list.contains("corrected") && list.contains("superseded by version 3") && list.contains("WITHDRAWN"), "\(list)")
      try region.tool.expect(["reports", "--out", folder, "--ack"], profile: Region.qingshan.profile)
      #expect(try Digests.hex(ofFile: "\(folder)/000001-\(id)-v1.pdf") == first)
      let page: ReportPage = try region.client(Region.qingshan).ask(.get("reports?all=true"))
      #expect(page.reports.map(\.status) == [.final, .corrected, .enteredInError] && page.reports.allSatisfy { $0.acknowledgedAt != nil })
      #expect(page.reports.map(\.supersededBy) == [3, 3, nil])
      try Self.check(folder, id, in: region)
      let history = try region.tool.expect(["report", "\(id)", "--history", "--lang", "zh"], profile: Self.second.profile)
      #expect(history.split(separator: "\n").map { $0.contains("← 现行") } == [false, false, true], "\(history)")
    }
  }

  /// The files at the clinic: by themselves, and beside each other.
  private static func check(_ folder: String, _ id: ReadingID, in region: Region) throws {
    let files = ["000001-\(id)-v1.pdf", "000002-\(id)-v2.pdf", "000003-\(id)-v3.pdf"].map { "\(folder)/\($0)" }
    let alone = region.file("alone.pdf")
    try FileManager.default.copyItem(atPath: files[0], toPath: alone)
    let offline = try region.tool.run(["verify", alone, "--lang", "en", "--profile", Region.qingshan.profile])
    #expect(offline.status == 0 && offline.output.contains("v1") && !offline.output.contains("superseded"), "\(offline.all)")
    let beside = try region.tool.run(["verify", files[0], "--lang", "en", "--profile", Region.qingshan.profile])
    #expect(beside.status == 0 && beside.output.contains("superseded by version 3"), "\(beside.all)")
    let last = try region.tool.run(["verify", files[2], "--lang", "en", "--profile", Region.qingshan.profile])
    #expect(last.status == 0 && last.output.contains("WITHDRAWN") && last.output.contains("误发给另一位患者"), "\(last.all)")
    #expect(!last.output.contains("superseded"))
    guard Peers.hasPython else { return }
    for file in files { #expect(try Pyhanko.judges(file, in: region), "pyhanko does not find \(file) valid") }
  }

  @Test("preliminary on an emergency pathway: the clinic is told what it is, and gets the final one as well; both hold for pyHanko")
  func preliminary() throws {
    try Region.run { region in
      try region.addReader(Self.second, reads: "ecg")
      let agreed: Agreement = try region.tool.json(
        ["admin", "clinic", "agreement", Region.baihe.profile.uppercased(), "--review", "ecg"], profile: "admin")
      #expect(agreed.sendsPreliminary)
      try region.upload(SampleStudy("ecg-acute-st-elevation"), from: Region.baihe)
      let id = try #require(try region.waitForReadings(1, of: Region.cardiologist, seconds: 60).first?.id)
      try region.issueReport(on: id, by: Region.cardiologist)
      let folder = region.file("reports")
      let early = try region.tool.expect(["reports", "--out", folder, "--ack", "--lang", "en"], profile: Region.baihe.profile)
      #expect(early.contains("preliminary"), "\(early)")
      try region.tool.expect(["claim", "\(id)"], profile: Self.second.profile)
      try region.tool.expect(["review", "\(id)", "--yes"], profile: Self.second.profile)
      try region.tool.expect(["reports", "--out", folder, "--ack"], profile: Region.baihe.profile)
      let files = ["000001-\(id)-v1.pdf", "000002-\(id)-v1.pdf"].map { "\(folder)/\($0)" }
      let verdict = try region.tool.run(["verify"] + files + ["--lang", "en", "--profile", Region.baihe.profile])
      #expect(verdict.status == 0 && verdict.output.contains("PRELIMINARY") && verdict.output.contains("issued meanwhile"), "\(verdict.all)")
      guard Peers.hasPython else { return }
      for file in files { #expect(try Pyhanko.judges(file, in: region), "pyhanko does not find \(file) valid") }
    }
  }

  @Test("the hub is killed again and again while amendments are signed: never half, never twice, and the clinic's numbers have no gap")
  func killed() throws {
    try Region.run { region in
      try region.upload(SampleStudy("ecg-normal"), from: Region.qingshan)
      let id = try #require(try region.waitForReadings(1, of: Region.cardiologist, seconds: 60).first?.id)
      try region.issueReport(on: id, by: Region.cardiologist)
      let random = TestLevel.random("kill during amendment")
      let rounds = TestLevel.isAll ? 60 : 6
      for round in 1...rounds {
        let profile = Region.cardiologist.profile
        // What an earlier round left open is gone on with.
        _ = try region.tool.run(["amend", "\(id)", "--kind", "amended", "--reason", "第 \(round) 次", "--json"], profile: profile)
        try region.tool.expect(["report", "\(id)", "--file", "-"], profile: profile, input: Region.reportText + "\n第 \(round) 次。\n")
        let signing = try ChildProcess(
          CommandLineTool.program, ["sign", "\(id)", "--yes", "--json", "--profile", profile], environment: region.tool.environment,
          output: region.file("sign.out"), errors: region.file("sign.err"))
        usleep(UInt32(random.next() % 2_500_000))
        region.hub.killHard()
        signing.end()
        try region.hub.start()
        try Self.expectWhole(id, in: region)
      }
      let page: ReportPage = try region.client(Region.qingshan).ask(.get("reports?all=true"))
      print("\(rounds) kills during amendments, \(page.reports.count) versions issued")
      let audit = try region.tool.run(["audit", "verify"], profile: "admin", seconds: 120)
      #expect(audit.status == 0, "\(audit.all)")
    }
  }

  /// Every issued version was delivered once, in order, and a finished reading has no amendment open.
  private static func expectWhole(_ id: ReadingID, in region: Region) throws {
    let detail = try region.client(Region.cardiologist).detail(id)
    let page: ReportPage = try region.client(Region.qingshan).ask(.get("reports?all=true"))
    let issued = detail.versions.filter { $0.status.isIssued }.map(\.number)
    #expect(page.reports.map(\.version) == issued && page.reports.map(\.sequence) == Array(1...Int64(issued.count)))
    #expect(detail.versions.map(\.number) == Array(1...detail.versions.count))
    #expect((detail.reading.state == .completed) == (detail.reading.amendment == nil))
    for report in page.reports.suffix(2) {
      let pdf = try region.client(Region.qingshan).send(.get("reports/\(report.sequence)/pdf"))
      #expect(SHA256Digest(hashing: pdf.body).hex == report.pdfDigest.rawValue)
    }
  }
}
