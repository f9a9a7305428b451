import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel

struct CriticalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "critical", abstract: "Critical values: told, answered, proven on both sides. / 危急值。",
    discussion: """
      A critical ECG raises one by itself, a doctor raises one by hand; one patient has one at a time. The clinic hears of it through \
      `reports --follow`, answers with a name and what will be done; who does not answer is escalated to the clinic's contacts.
      Example:
        readinghub critical list
        readinghub critical ack 7 --name 张护士 --action 已通知家属并转院
        readinghub critical tell 7 --to 张护士 --said 前壁心梗图形，立即转院
      """,
    subcommands: [List.self, Raise.self, Acknowledge.self, Tell.self, Close.self, Export.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Open critical values; with a number, all that happened in one.",
      discussion: "Example:\n  readinghub critical list --all\n  readinghub critical list 7")
    @Argument(help: ArgumentHelp("Number of one.", valueName: "number")) var id: Int64?
    @Flag(help: "Also closed ones.") var all = false
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .reader) { place in
        if let id {
          let row = try await place.session.critical(CriticalEpisodeID(rawValue: id))
          return place.screen.isJSON ? try place.screen.emit(row) : CriticalText.show(row, on: place.screen)
        }
        let page = try await place.session.critical(includesClosed: all, limit: 1_000)
        if place.screen.isJSON { return try place.screen.emit(page) }
        place.screen.show(CriticalText.table(page, on: place.screen))
        if page.episodes.isEmpty { place.screen.remark("没有未关闭的危急值。", "No open critical value.") }
      }
    }
  }

  struct Raise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "raise", abstract: "A doctor tells the clinic of something that cannot wait.",
      discussion: "Example:\n  readinghub critical raise K7Q2M0 --text 主动脉夹层可能，立即转院")
    @Argument(help: "Id of the reading.") var id: ReadingArgument
    @Option(help: ArgumentHelp("What was found.", valueName: "words")) var text: String
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .reader) { place in
        try CriticalText.tell(try await place.session.raiseCritical(NewCritical(text: text), of: id.id), on: place.screen)
      }
    }
  }

  struct Acknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ack", abstract: "The clinic answers: who, and what will be done.",
      discussion: "Example:\n  readinghub critical ack 7 --name 张护士 --action 已通知家属并转院")
    @Argument(help: ArgumentHelp("Number of the critical value.", valueName: "number")) var id: Int64
    @Option(help: ArgumentHelp("Who answers.", valueName: "name")) var name: String
    @Option(help: ArgumentHelp("What will be done.", valueName: "words")) var action: String
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .clinic) { place in
        let answer = CriticalAcknowledgement(name: name, action: action)
        try CriticalText.tell(try await place.session.acknowledge(CriticalEpisodeID(rawValue: id), answer), on: place.screen)
      }
    }
  }

  struct Tell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tell", abstract: "Record that the clinic was told by telephone.",
      discussion: "Example:\n  readinghub critical tell 7 --to 张护士 --said 前壁心梗图形，立即转院")
    @Argument(help: ArgumentHelp("Number of the critical value.", valueName: "number")) var id: Int64
    @Option(help: ArgumentHelp("Who was told.", valueName: "name")) var to: String
    @Option(help: ArgumentHelp("What was said.", valueName: "words")) var said: String
    @Option(help: ArgumentHelp("Who called (default: you).", valueName: "name")) var caller: String?
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .reader) { place in
        let call = CriticalCall(callerName: caller, personName: to, text: said)
        try CriticalText.tell(try await place.session.tell(CriticalEpisodeID(rawValue: id), call), on: place.screen)
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "End one that the clinic has answered.", discussion: "Example:\n  readinghub critical close 7 --note 患者已到院")
    @Argument(help: ArgumentHelp("Number of the critical value.", valueName: "number")) var id: Int64
    @Option(help: ArgumentHelp("A last word.", valueName: "words")) var note: String?
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .reader) { place in
        let row = try await place.session.close(CriticalEpisodeID(rawValue: id), CriticalClosure(note: note))
        try CriticalText.tell(row, on: place.screen)
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "All critical values with both sides' names, times and words, as CSV or JSON.",
      discussion: "Example:\n  readinghub critical export --out critical.csv\n  readinghub critical export --json > critical.json")
    @Option(help: ArgumentHelp("CSV file to write (else to the screen).", valueName: "file")) var out: String?
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .reader) { place in
        let page = try await place.session.critical(includesClosed: true, limit: 1_000)
        let text = place.screen.isJSON ? try Screen.json(page, isPretty: true) + "\n" : CriticalCSV.text(page.episodes)
        guard let out else { return Screen.write(text, to: STDOUT_FILENO) }
        try AtomicFile.write(Array(text.utf8), to: TextFile.absolute(out), mode: 0o600)
      }
    }
  }
}
