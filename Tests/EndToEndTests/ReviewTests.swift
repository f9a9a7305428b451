import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("A second doctor issues", .ownThread)
struct ReviewCommandTests {
  private static let second = Region.Party(profile: "lintao", name: "林涛", aeTitle: "")

  @Test("submitted, given back, reported anew, accepted: the clinic gets one report with two signatures that pyHanko finds valid")
  func wholeWay() throws {
    try Region.run { region in
      try region.addReader(Self.second, reads: "ecg")
      let agreed: Agreement = try region.tool.json(
        ["admin", "clinic", "agreement", Region.qingshan.profile.uppercased(), "--review", "ecg"], profile: "admin")
      #expect(agreed.reviewedScopes == [.ecg])
      try region.upload(SampleStudy("ecg-normal"), from: Region.qingshan)
      let id = try #require(try region.waitForReadings(1, of: Region.cardiologist, seconds: 60).first?.id)
      #expect(try region.issueReport(on: id, by: Region.cardiologist).status == .preliminary)
      let own = try region.tool.run(["claim", "\(id)", "--json"], profile: Region.cardiologist.profile)
      #expect(own.status == 1 && own.all.contains("same-doctor"))
      try region.tool.expect(["claim", "--next"], profile: Self.second.profile)
      try region.tool.expect(["review", "\(id)", "--return", "请补充比较"], profile: Self.second.profile)
      let list = try region.tool.expect(["worklist", "--lang", "zh"], profile: Region.cardiologist.profile)
      #expect(list.contains("退回"))
      _ = try region.issueReport(on: id, by: Region.cardiologist, text: Region.reportText + "\n与前次比较无变化。\n")
      let changes = try region.tool.expect(["report", "\(id)", "--changes"], profile: Self.second.profile)
      #expect(changes.contains("+ 与前次比较无变化。"), "\(changes)")
      try region.tool.expect(["claim", "\(id)"], profile: Self.second.profile)
      let issued: ReportIssued = try region.tool.json(["review", "\(id)", "--yes"], profile: Self.second.profile)
      #expect(issued.status == .final && issued.version == 2)
      let folder = region.file("reports")
      try region.tool.expect(["reports", "--out", folder, "--ack"], profile: Region.qingshan.profile)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".pdf") }
      let pdf = folder + "/" + (try #require(names.first))
      #expect(names.count == 1)
      let verdict = try region.tool.run(["verify", pdf, "--profile", Region.qingshan.profile])
      #expect(verdict.status == 0 && verdict.output.contains("陈静") && verdict.output.contains("林涛"), "\(verdict.all)")
      if Peers.hasPython { #expect(try Pyhanko.judges(pdf, in: region), "pyhanko does not find both signatures valid") }
    }
  }
}
