import ArgumentParser
import HubClient
import HubModel

struct RefusalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refusals", abstract: "What the hub refused from this clinic, and why. / 被拒收的文件及原因。",
    discussion: "Example:\n  readinghub refusals --limit 20")
  @Option(help: ArgumentHelp("How many, newest first.", valueName: "n")) var limit = 50
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .clinic) { place in
      let refusals = try await place.session.refusals(limit: limit)
      if place.screen.isJSON { return try place.screen.emit(refusals) }
      var table = TextTable([
        .init(title: place.screen.text("时间", "TIME")), .init(title: place.screen.text("代码", "CODE")), .init(title: "SHA-256", limit: 13),
        .init(title: place.screen.text("原因", "REASON"), limit: 90),
      ])
      for refusal in refusals {
        let sentence = LocalizedSentence(refusal.reasonChinese, refusal.reasonEnglish).text(in: place.screen.language)
        table.add([
          .init(TimeWords.local(refusal.receivedAt.instant)), .init(refusal.code, .alarm), .init(refusal.digest?.rawValue ?? ""), .init(sentence),
        ])
      }
      place.screen.show(table)
    }
  }
}
