import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Critical values are told and answered", .ownThread)
struct CriticalValueTests {
  @Test("the clinic that listens hears of its own ECG within seconds; its answer survives a killed hub; the register names both sides")
  func rings() throws {
    try Region.run { region in
      let heard = region.file("heard.jsonl")
      let listener = try ChildProcess(
        CommandLineTool.program, ["reports", "--follow", "--json", "--profile", Region.baihe.profile], environment: region.tool.environment,
        output: heard, errors: region.file("heard.err"))
      defer { listener.end() }
      try region.upload(SampleStudy("ecg-acute-st-elevation"), from: Region.baihe)
      try Wait.untilTrue("the alarm", seconds: 20) { TextFile.read(heard).contains("\"critical\"") }
      let open: CriticalPage = try region.tool.json(["critical", "list"], profile: Region.cardiologist.profile)
      let row = try #require(open.episodes.first)
      #expect(open.episodes.count == 1 && row.state == .notified && row.events.contains { $0.kind == .notified })
      let toldAfter = try #require(row.events.first { $0.kind == .notified }).at.instant - row.discoveredAt.instant
      #expect(toldAfter < .seconds(10), "told after \(toldAfter.seconds) s")
      let number = String(row.id.rawValue)
      let early = try region.tool.run(["critical", "close", number, "--json"], profile: Region.cardiologist.profile)
      #expect(early.status == 1 && early.all.contains("episode-waiting"))
      try region.tool.expect(["critical", "tell", number, "--to", "张护士", "--said", "前壁心梗图形"], profile: Region.cardiologist.profile)
      try region.tool.expect(["critical", "ack", number, "--name", "张护士", "--action", "立即转院"], profile: Region.baihe.profile)
      region.hub.killHard()
      try region.hub.start()
      let shown = try region.tool.expect(["critical", "list", number], profile: Region.cardiologist.profile)
      #expect(shown.contains("立即转院") && shown.contains("陈静"))
      try region.tool.expect(["critical", "close", number, "--note", "已到院"], profile: Region.cardiologist.profile)
      let register = region.file("register.csv")
      try region.tool.expect(["critical", "export", "--out", register], profile: Region.cardiologist.profile)
      let lines = TextFile.read(register).split(whereSeparator: \.isNewline)
      #expect(lines.count == row.events.count + 4)
      for words in ["急性ST段抬高型心肌梗死图形,\"Acute ST-elevation infarct pattern", "telephoned", "陈静,张护士,前壁心梗图形", "acknowledged", "张护士,立即转院", "已到院"] {
        #expect(lines.contains { $0.contains(words) }, "\(words)")
      }
      let foreign = try region.tool.run(["critical", "list", number], profile: Region.qingshan.profile)
      #expect(foreign.status == 1 && !foreign.all.contains("张护士"))
    }
  }
}
