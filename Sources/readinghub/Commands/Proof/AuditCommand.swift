import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel
import Reports
import Trust

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "The audit trail (administrator or auditor). / 审计。", subcommands: [Verify.self, List.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Recompute the whole chain; hold it against receipts.",
      discussion: """
        Finds any entry that was changed, removed, slipped in or cut off. --anchor takes the output of `upload --json` or of \
        `reports ack --json`, a receipt, or an anchor; it finds a cut tail too. Exit code 6 if the chain does not hold.
        Example:
          readinghub audit verify --anchor receipts.json
        """)
    @Option(help: ArgumentHelp("File with signed heads of the chain; may be repeated.", valueName: "receipt.json")) var anchor: [String] = []
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .auditor) { place in
        guard let pem = place.profile.rootCertificatePEM else { throw ClientError(.rootNotTrusted, "no root in the profile") }
        let roots: [Certificate]
        do throws(TrustError) { roots = try Certificate.list(pem: pem) } catch { throw ClientError(error) }
        let heads = try anchor.flatMap { (path) throws(ClientError) in try AnchorFile.heads(in: path, roots: roots) }
        let result = try await AuditWalk(session: place.session, roots: roots).verify(against: heads)
        if place.screen.isJSON { try place.screen.emit(result) } else { show(result, on: place.screen) }
        if !result.isValid { throw ExitMeaning.proofInvalid.code }
      }
    }

    private func show(_ result: AuditWalk.Result, on screen: Screen) {
      let count = result.entries
      guard let code = result.code else {
        let held = result.anchors
        screen.say(
          screen.painted("有效 VALID", .good) + "  \(count) 条，链首 \(result.headHash.prefix(16))…，核对锚点 \(held) 个",
          screen.painted("VALID", .good) + "  \(count) entries, head \(result.headHash.prefix(16))…, \(held) anchors held")
        return
      }
      screen.say(
        screen.painted(screen.text("无效 INVALID", "INVALID"), .alarm) + "  " + screen.text("第 \(result.at ?? 0) 条", "entry \(result.at ?? 0)"))
      screen.say("  \(code): " + screen.text(result.reasonChinese ?? "", result.reasonEnglish ?? ""))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show entries of the trail, by default the newest.",
      discussion: "Example:\n  readinghub audit list --after 1200 --limit 50")
    @Option(help: ArgumentHelp("Begin after this number.", valueName: "n")) var after: Int64?
    @Option(help: ArgumentHelp("How many.", valueName: "n")) var limit = 100
    @OptionGroup var options: HubOptions

    /// The entry before the first that is shown.
    private func firstNumber(_ place: Workplace) async throws -> Int64 {
      if let after { return after }
      let head = try await place.session.auditHead()
      return max(Int64(0), head.head.number - Int64(limit))
    }

    func run() async throws {
      try await Workplace.run(options, as: .auditor) { place in
        let page = try await place.session.auditEntries(after: try await firstNumber(place), limit: limit)
        if place.screen.isJSON { return try place.screen.emit(page) }
        var table = TextTable([
          .init(title: "NO", isRightAligned: true), .init(title: place.screen.text("时间", "TIME")), .init(title: place.screen.text("谁", "WHO")),
          .init(title: place.screen.text("行为", "ACT")), .init(title: place.screen.text("对象", "ON")),
          .init(title: place.screen.text("细节", "DETAIL"), limit: 72),
        ])
        for entry in page.entries {
          table.add([
            .init(String(entry.number)), .init(TimeWords.local(entry.event.at)), .init(entry.event.actor.auditText),
            .init(entry.event.action.rawValue),
            .init(entry.event.subject), .init(entry.event.detail),
          ])
        }
        place.screen.show(table)
      }
    }
  }
}
