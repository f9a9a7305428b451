import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct AmendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "amend", abstract: "Take an issued report up again: amended, corrected or appended. / 修订报告。",
    discussion: """
      The reading is yours at once, as after `claim`. Write the new text with `report`, then `sign` it (and `review`, where a second doctor \
      issues): a new version that names the one before, the reason and the difference goes to the clinic, which acknowledges it anew. The \
      version before stays as it was signed. Any doctor of the hospital who may claim the reading may amend its report. A critical value of \
      the patient waits for an answer again; after an appended report only with --tell-again. --cancel gives up before anything is signed.
      Example:
        readinghub amend K7Q2M0 --kind corrected --reason 左右侧写反
        readinghub amend K7Q2M0 --kind appended --reason 补充与前片比较
        readinghub amend K7Q2M0 --cancel
      """)

  /// A withdrawal is a command of its own.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case amended, corrected, appended
    var kind: AmendmentKind {
      switch self {
      case .amended: .amended
      case .corrected: .corrected
      case .appended: .appended
      }
    }
  }

  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @Option(help: "amended (changed), corrected (an error put right), appended (something added).") var kind: Kind?
  @Option(help: ArgumentHelp("Why; stands in the new version.", valueName: "words")) var reason: String?
  @Flag(help: "With --kind appended: tell a critical value of the patient again.") var tellAgain = false
  @Flag(help: "Give the amendment up; the issued version stands.") var cancel = false
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard cancel || (kind != nil && reason != nil) else { throw ValidationError("Name --kind and --reason, or --cancel.") }
    guard !cancel || (kind == nil && reason == nil && !tellAgain) else { throw ValidationError("--cancel goes alone.") }
    guard !tellAgain || kind == .appended else { throw ValidationError("--tell-again goes with --kind appended; the others always do.") }
  }

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      guard let kind, let reason else {
        try await place.session.cancelAmendment(id.id, leaseToken: place.leaseToken(of: id.id))
        try place.forget(id.id)
        return try Done.say("已放弃修订 \(id.id)，原报告有效。", "The amendment of \(id.id) is given up; the issued report stands.", on: place.screen)
      }
      let (claimed, issued) = try await Amending.open(id.id, kind.kind, reason: reason, tellsAgain: tellAgain ? true : nil, place)
      if place.screen.isJSON { return try place.screen.emit(claimed) }
      let until = TimeWords.local(claimed.leaseExpiresAt.instant)
      place.screen.say(
        "\(StatusWords.text(kind.kind.status, on: place.screen)) \(id.id)：取代第 \(issued) 版，有效至 \(until)。书写：readinghub report \(id.id)",
        "\(id.id), \(kind.rawValue): takes the place of version \(issued); yours until \(until). To write: readinghub report \(id.id)")
    }
  }
}

struct WithdrawCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Withdraw an issued report: it should never have been given. / 撤回报告。",
    discussion: """
      A new version says in both languages that the report is withdrawn and why; you sign it, and it goes to the clinic at once, without a \
      second doctor (FHIR entered-in-error). Nothing that was signed is taken away. A withdrawn report can be written anew with \
      `amend --kind corrected`.
      Example:
        readinghub withdraw K7Q2M0 --reason 报告误发给另一位患者
      """)
  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @Option(help: ArgumentHelp("Why; stands in the document.", valueName: "words")) var reason: String
  @OptionGroup var signing: SigningOptions
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let (claimed, _) = try await Amending.open(id.id, .withdrawn, reason: reason, tellsAgain: nil, place)
      let dialog = SigningDialog(place: place, options: signing)
      let question = place.screen.text("撤回后不可恢复，诊所将收到撤回声明。确认？[y/是] ", "The clinic is told that the report is withdrawn. Sign? [y] ")
      do {
        let issued = try await dialog.signLast(of: id.id, leaseToken: claimed.leaseToken, question: question)
        if place.screen.isJSON { return try place.screen.emit(issued) }
        let time = TimeWords.local(issued.signedAt.instant)
        place.screen.say("已撤回 \(issued.reading)（第 \(issued.version) 版），\(time)", "Withdrawn: \(issued.reading) by version \(issued.version), \(time)")
      } catch let code as ExitCode where code == ExitMeaning.refused.code {
        // Nobody signed: the report stands as it was.
        try await place.session.cancelAmendment(id.id, leaseToken: claimed.leaseToken)
        try place.forget(id.id)
        throw code
      }
    }
  }
}

/// What `amend` and `withdraw` begin with.
private enum Amending {
  /// - Returns: the claim, and the number of the issued version.
  static func open(
    _ id: ReadingID, _ kind: AmendmentKind, reason: String, tellsAgain: Bool?, _ place: Workplace
  ) async throws -> (Claimed, issued: Int) {
    let issued = try await place.session.versions(of: id).versions.last { $0.isLatest }?.number ?? 0
    let wish = NewAmendment(kind: kind, reason: reason, basedOnVersion: issued, tellsAgain: tellsAgain)
    let claimed = try await place.session.amend(id, wish)
    try place.remember(claimed)
    return (claimed, issued)
  }
}
