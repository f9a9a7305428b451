import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel
import Trust

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
  @Option(help: ArgumentHelp("File whose first line is the key's passphrase.", valueName: "file")) var passphraseFile: String?
  @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
  @Option(help: ArgumentHelp("Also keep the signed PDF here.", valueName: "file")) var out: String?
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let token = try await place.leaseToken(of: id.id)
      guard let version = try await place.session.versions(of: id.id).versions.last else { throw ClientError(HubError(.reportIncomplete)) }
      let pdf = try await place.session.prepare(id.id, version: version.number, leaseToken: token)
      let signing = try ReportSigning(pdf: pdf, version: version, reading: id.id, readerID: place.profile.readerID)
      SignedContent.show(signing, on: place.screen)
      let question = place.screen.text("签名后不可更改。确认签发？[y/是] ", "A signature cannot be taken back. Sign? [y] ")
      guard yes || Prompt.agrees(to: question) else {
        place.screen.remark("未签名。", "Not signed.")
        throw ExitMeaning.refused.code
      }
      let identity = try SigningIdentity(profile: place.profile) { () throws(ClientError) in
        try Passphrase.known(file: passphraseFile, screen: place.screen)
      }
      let cms = try signing.sign(key: identity.key, certificate: identity.certificate)
      let issued = try await place.session.submit(
        SignatureSubmission(leaseToken: token, preparedDigest: signing.preparedDigest, cms: Data(cms).base64EncodedString()), for: id.id,
        version: version.number)
      try place.forget(id.id)
      try finish(issued, cms: cms, signing: signing, identity: identity, place)
    }
  }

  private func finish(_ issued: ReportIssued, cms: [UInt8], signing: ReportSigning, identity: SigningIdentity, _ place: Workplace) throws {
    // The hub's digest must be that of the file made here from the same parts, whether it is kept or not.
    let signed = try signing.signedPDF(cms: cms, issued: issued, root: identity.root, at: place.clock.now().wall)
    if let out { try AtomicFile.write(signed, to: out, mode: 0o600) }
    if place.screen.isJSON { return try place.screen.emit(issued) }
    let time = TimeWords.local(issued.signedAt.instant)
    guard issued.status == .final else {
      return place.screen.say(
        "已提交审核 \(issued.reading) 第 \(issued.version) 版，\(time)；待第二位医师签发",
        "Submitted: \(issued.reading) version \(issued.version), \(time); a second doctor issues it")
    }
    place.screen.say("已签发 \(issued.reading) 第 \(issued.version) 版，\(time)", "Issued: \(issued.reading) version \(issued.version), \(time)")
  }
}

/// The exact content that goes under a signature, for whoever signs.
enum SignedContent {
  static func show(_ signing: ReportSigning, on screen: Screen) {
    let text = String(decoding: signing.contentJSON, as: UTF8.self)
    let shown = (try? JSONSerialization.jsonObject(with: Data(signing.contentJSON))).flatMap {
      try? JSONSerialization.data(withJSONObject: $0, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }
    let pretty = shown.map { String(decoding: $0, as: UTF8.self) } ?? text
    screen.remark("将签署以下内容：", "This will be signed:")
    Screen.write(PlainText.escaped(pretty, keepsLines: true) + "\n", to: STDERR_FILENO)
  }
}
