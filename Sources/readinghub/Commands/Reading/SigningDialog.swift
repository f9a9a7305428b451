import Foundation
import HubAPI
import HubClient
import HubModel

/// Signs a prepared report on this machine: shows what goes under the signature, asks, signs with the own key, hands the signature in, and
/// holds the hub's file against the one made here.
struct SigningDialog {
  let place: Workplace
  let passphraseFile: String?
  /// Nobody is asked.
  let isAgreed: Bool
  /// Where the signed PDF is also kept.
  let out: String?

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
    SignedContent.show(signing, on: place.screen)
    guard isAgreed || Prompt.agrees(to: question) else {
      place.screen.remark("未签名。", "Not signed.")
      throw ExitMeaning.refused.code
    }
    let identity = try SigningIdentity(profile: place.profile) { () throws(ClientError) in
      try Passphrase.known(file: passphraseFile, screen: place.screen)
    }
    let cms = try signing.sign(key: identity.key, certificate: identity.certificate)
    let issued = try await submit(
      SignatureSubmission(leaseToken: leaseToken, preparedDigest: signing.preparedDigest, cms: Data(cms).base64EncodedString()))
    try place.forget(reading)
    // The hub's digest must be that of the file made here from the same parts, whether it is kept or not.
    let signed = try signing.signedPDF(cms: cms, issued: issued, root: identity.root, at: place.clock.now().wall)
    if let out { try AtomicFile.write(signed, to: out, mode: 0o600) }
    return issued
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
