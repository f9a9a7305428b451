import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct OverrideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "override", abstract: "Say that the core missed or overcalled a statement. / 更正自动分析。",
    discussion: """
      Your word is kept beside the core's, which never changes, and is counted by statement (readinghub overrides). Nothing of it goes into \
      the report. The code is the statement's, as view shows it.
      Example:
        readinghub override K7Q2M0 AFIB --overcalled
        readinghub override K7Q2M0 STEMI --missed
        readinghub override K7Q2M0 AFIB --withdraw
      """)

  enum Word: String, EnumerableFlag {
    case missed, overcalled, withdraw
    static func help(for value: Word) -> ArgumentHelp? {
      switch value {
      case .missed: "The ECG shows it and the core did not say it."
      case .overcalled: "The core said it and the ECG does not show it."
      case .withdraw: "Take your word back."
      }
    }
    var verdict: StatementOverride.Verdict {
      switch self {
      case .missed: .missed
      case .overcalled: .overcalled
      case .withdraw: .withdrawn
      }
    }
  }

  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @Argument(help: "Code of the statement, such as AFIB.") var code: String
  @Flag var word: Word
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let rows = try await place.session.override(NewOverride(code: code.uppercased(), verdict: word.verdict), of: id.id)
      if place.screen.isJSON { return try place.screen.emit(rows) }
      for line in OverrideText.lines(rows.overrides, on: place.screen) { place.screen.say(line) }
      place.screen.remark("已记录，自动分析原文不变。", "Kept beside the core's words, which stay as they are.")
    }
  }
}

struct OverridesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overrides", abstract: "How often each statement was missed or overcalled. / 更正统计。",
    discussion: """
      By statement and version of the core: for a reader of the own hospital's readings, for the administrator of all.
      Example:
        readinghub overrides
        readinghub overrides --json --profile admin
      """)
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let counts = try await place.session.overrideCounts()
      if place.screen.isJSON { return try place.screen.emit(counts) }
      guard !counts.counts.isEmpty else { return place.screen.say(place.screen.text("没有更正记录。", "No statement has been overridden.")) }
      let screen = place.screen
      let head = ["", screen.text("漏报", "missed"), screen.text("误报", "overcalled"), ""]
      let rows = counts.counts.map {
        [$0.code, "\($0.missed)", "\($0.overcalled)", screen.text($0.chinese, $0.english) + "  " + $0.algorithmVersion]
      }
      for row in [head] + rows {
        screen.say(zip(row, [10, 12, 12, 0]).map { DisplayWidth.padded(PlainText.escaped($0), to: $1) }.joined())
      }
    }
  }
}

/// Readers' words on statements, in lines.
enum OverrideText {
  static func lines(_ overrides: [OverrideRow], on screen: Screen) -> [String] {
    overrides.map { row in
      let verdict =
        switch row.verdict {
        case .missed: screen.text("漏报", "missed")
        case .overcalled: screen.text("误报", "overcalled")
        case .withdrawn: screen.text("已撤回", "withdrawn")
        }
      let name = PlainText.escaped(row.readerName) + screen.text("：", ": ")
      return "  " + screen.painted(name + verdict + " " + PlainText.escaped(row.code), .caution) + "  "
        + PlainText.escaped(screen.text(row.chinese, row.english))
    }
  }
}
