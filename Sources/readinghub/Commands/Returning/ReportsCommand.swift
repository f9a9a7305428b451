import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel
import Trust

struct ReportsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reports", abstract: "Fetch signed reports; each is checked before it is kept. / 收取报告。",
    discussion: """
      With --out every report is verified, then kept as PDF and JSON; where it stopped is remembered for that folder, so nothing is skipped \
      or fetched twice. Acknowledge with `reports ack`, or at once with --ack.
      Example:
        readinghub reports --follow --out ~/reports --ack
        readinghub reports ack K7Q2M0
      """,
    subcommands: [Fetch.self, Acknowledge.self], defaultSubcommand: Fetch.self)

  struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch", abstract: "Fetch signed reports (what `reports` does by itself).",
      discussion: "Example:\n  readinghub reports --follow --out ~/reports")
    @Option(help: ArgumentHelp("Begin after this number instead of where the folder stopped.", valueName: "cursor")) var since: Int64?
    @Flag(help: "Stay and wait for the next ones.") var follow = false
    @Option(help: ArgumentHelp("Folder for PDF and JSON.", valueName: "dir")) var out: String?
    @Flag(help: "Also those acknowledged before.") var all = false
    @Flag(help: "Acknowledge each as soon as it is kept.") var ack = false
    @OptionGroup var options: HubOptions

    func validate() throws {
      guard !ack || out != nil else { throw ValidationError("--ack needs --out: only what is kept can be acknowledged.") }
      if let since, since < 0 { throw ValidationError("--since: 0 or more") }
    }

    func run() async throws {
      try await Workplace.run(options, as: .clinic, patience: follow ? .patient : .brief) { place in
        try await ReportPolling(
          place: place, folder: out.map(TextFile.absolute), includesAcknowledged: all, acknowledges: ack, follows: follow, since: since
        ).run()
      }
    }
  }

  struct Acknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ack", abstract: "Tell the hub that a report was received.",
      discussion: "Example:\n  readinghub reports ack K7Q2M0\n  readinghub reports ack 12")
    @Argument(help: ArgumentHelp("Id of the reading, or the report's number.", valueName: "id|number")) var which: String
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .clinic) { place in
        let chosen = try await reports(place)
        var answers: [ReportAcknowledged] = []
        for report in chosen {
          let answer = try await place.session.acknowledge(report.sequence, ReportAcknowledgement(pdfDigest: report.pdfDigest))
          answers.append(answer)
          let time = TimeWords.local(answer.acknowledgedAt.instant)
          if !place.screen.isJSON { place.screen.say("已确认 \(answer.sequence)，\(time)", "Acknowledged \(answer.sequence), \(time)") }
        }
        if place.screen.isJSON { try place.screen.emit(answers) }
      }
    }

    /// Every report of a reading, or the one with a number. A number is tried first: readings' ids have six characters.
    private func reports(_ place: Workplace) async throws -> [ReportRow] {
      let number = which.count == 6 ? nil : Int64(which)
      let reading = ReadingID(text: which)
      guard number != nil || reading != nil else { throw ClientError(HubError(.badRequest, "id or number")) }
      var cursor = number.map { $0 - 1 } ?? 0
      var found: [ReportRow] = []
      while true {
        let page = try await place.session.reports(after: max(0, cursor), includesAcknowledged: true, limit: 500, wait: .seconds(0))
        found += page.reports.filter { $0.sequence == number || $0.reading == reading }
        guard let last = page.reports.last, number == nil else { break }
        cursor = last.sequence
      }
      guard !found.isEmpty else { throw ClientError(HubError(.notFound)) }
      return found
    }
  }
}
