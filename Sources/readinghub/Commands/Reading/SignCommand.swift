import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct SignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign the last version of a report; it goes to the clinic. / 签发报告。",
    discussion: """
      The prepared PDF is fetched and taken apart here; what it says is shown and, when you agree, signed with your own key on this machine.
      Example:
        readinghub sign K7Q2M0
        readinghub sign K7Q2M0 --passphrase-file ~/.passphrase --yes --out signed.pdf
      """)
  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @OptionGroup var signing: SigningOptions
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let token = try await place.leaseToken(of: id.id)
      let question = place.screen.text("签名后不可更改。确认签发？[y/是] ", "A signature cannot be taken back. Sign? [y] ")
      let dialog = SigningDialog(place: place, options: signing)
      try tell(try await dialog.signLast(of: id.id, leaseToken: token, question: question), on: place.screen)
    }
  }

  private func tell(_ issued: ReportIssued, on screen: Screen) throws {
    if screen.isJSON { return try screen.emit(issued) }
    let time = TimeWords.local(issued.signedAt.instant)
    guard issued.status.isIssued else {
      return screen.say(
        "已提交审核 \(issued.reading) 第 \(issued.version) 版，\(time)；待第二位医师签发",
        "Submitted: \(issued.reading) version \(issued.version), \(time); a second doctor issues it")
    }
    let status = StatusWords.text(issued.status, on: screen)
    screen.say(
      "已签发 \(issued.reading) 第 \(issued.version) 版（\(status)），\(time)", "Issued: \(issued.reading) version \(issued.version), \(status), \(time)")
  }
}
