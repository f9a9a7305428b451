import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Second doctor: accept a signed report unchanged, or give it back. / 审核签发。",
    discussion: """
      Claim it first. Accepting sets your signature beside the reporter's, and the report goes to the clinic. To change a word, write a version of \
      your own with `report` and sign it with `sign`; the reporter sees what was changed with `report ID --changes`.
      Example:
        readinghub review K7Q2M0
        readinghub review K7Q2M0 --return 请补充与前次比较
      """)
  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @Option(name: .customLong("return"), help: ArgumentHelp("Give it back, with the reason.", valueName: "reason")) var reason: String?
  @OptionGroup var signing: SigningOptions
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let token = try await place.leaseToken(of: id.id)
      if let reason {
        try await place.session.giveBack(id.id, ReviewReturn(leaseToken: token, reason: reason))
        try place.forget(id.id)
        return try Done.say("已退回 \(id.id)。", "Given back: \(id.id).", on: place.screen)
      }
      guard let version = try await place.session.versions(of: id.id).versions.last else { throw ClientError(HubError(.notForReview)) }
      let pdf = try await place.session.prepareReview(id.id, version: version.number, leaseToken: token)
      let report = try ReportSigning(pdf: pdf, version: version, reading: id.id, readerID: place.profile.readerID, field: .reviewer)
      let question = place.screen.text("审核通过并签发？[y/是] ", "Accept and issue it with your signature? [y] ")
      let dialog = SigningDialog(place: place, options: signing)
      let issued = try await dialog.sign(report, id.id, leaseToken: token, question: question) {
        try await place.session.submitReview($0, for: id.id, version: version.number)
      }
      try tell(issued, on: place.screen)
    }
  }

  private func tell(_ issued: ReportIssued, on screen: Screen) throws {
    if screen.isJSON { return try screen.emit(issued) }
    let time = TimeWords.local(issued.signedAt.instant)
    screen.say(
      "已审核签发 \(issued.reading) 第 \(issued.version) 版，\(time)", "Reviewed and issued: \(issued.reading) version \(issued.version), \(time)")
  }
}
