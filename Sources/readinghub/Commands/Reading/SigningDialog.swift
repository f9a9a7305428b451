import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel
import Trust

/// What `sign`, `review` and `withdraw` have in common.
struct SigningOptions: ParsableArguments {
  @Option(help: ArgumentHelp("File whose first line is the key's passphrase.", valueName: "file")) var passphraseFile: String?
  @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
  @Option(help: ArgumentHelp("Also keep the signed PDF here.", valueName: "file")) var out: String?
  @Flag(name: .customLong("show-json"), help: "Show the signed JSON itself instead of the sheet.") var showJSON = false
}

/// Signs a prepared report on this machine: shows what goes under the signature, asks, signs with the own key, hands the signature in, and
/// holds the hub's file against the one made here.
struct SigningDialog {
  let place: Workplace
  let options: SigningOptions

  /// The last version of a reading's report, by its author.
  func signLast(of id: ReadingID, leaseToken: Int64, question: String) async throws -> ReportIssued {
    guard let version = try await place.session.versions(of: id).versions.last else { throw ClientError(HubError(.reportIncomplete)) }
    let pdf = try await place.session.prepare(id, version: version.number, leaseToken: leaseToken)
    let signing = try ReportSigning(pdf: pdf, version: version, reading: id, readerID: place.profile.readerID)
    return try await sign(signing, id, leaseToken: leaseToken, question: question) {
      try await place.session.submit($0, for: id, version: version.number)
    }
  }

  /// - Throws: the exit code of refusals where the doctor does not agree; what signing and `submit` throw.
  func sign(
    _ signing: ReportSigning, _ reading: ReadingID, leaseToken: Int64, question: String,
    submit: (SignatureSubmission) async throws -> ReportIssued
  ) async throws -> ReportIssued {
    SignedContent.show(signing, asJSON: options.showJSON, on: place.screen)
    guard options.yes || Prompt.agrees(to: question) else {
      place.screen.remark("未签名。", "Not signed.")
      throw ExitMeaning.refused.code
    }
    let identity = try SigningIdentity(profile: place.profile) { () throws(ClientError) in
      try Passphrase.known(file: options.passphraseFile, screen: place.screen)
    }
    let cms = try signing.sign(key: identity.key, certificate: identity.certificate)
    let issued = try await submit(
      SignatureSubmission(leaseToken: leaseToken, preparedDigest: signing.preparedDigest, cms: Data(cms).base64EncodedString()))
    try place.forget(reading)
    // The hub's digest must be that of the file made here from the same parts, whether it is kept or not.
    let signed = try signing.signedPDF(cms: cms, issued: issued, root: identity.root, at: place.clock.now().wall)
    if let out = options.out { try AtomicFile.write(signed, to: out, mode: 0o600) }
    return issued
  }
}

/// The exact content that goes under a signature, for whoever signs.
enum SignedContent {
  static func show(_ signing: ReportSigning, asJSON: Bool, on screen: Screen) {
    screen.remark("将签署以下内容：", "This will be signed:")
    let digest = SHA256Digest(hashing: signing.contentJSON).hex
    let lines = asJSON ? [json(signing.contentJSON)] : SignedSheet.lines(signing.prepared.content, digest: digest, on: screen)
    Screen.write(lines.map { $0 + "\n" }.joined(), to: STDERR_FILENO)
  }

  private static func json(_ bytes: [UInt8]) -> String {
    let shown = (try? JSONSerialization.jsonObject(with: Data(bytes))).flatMap {
      try? JSONSerialization.data(withJSONObject: $0, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }
    return PlainText.escaped(String(decoding: shown.map(Array.init) ?? bytes, as: UTF8.self), keepsLines: true)
  }
}
