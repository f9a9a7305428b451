import ArgumentParser
import Foundation
import HubClient
import HubModel
import Reports
import Trust

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check signed reports, offline. / 离线验证报告。",
    discussion: """
      Needs nothing but the root certificate: --root, that of --profile, or those of all profiles of this machine. Exit code 6 if any file is INVALID.
      Example:
        readinghub verify report.pdf
        readinghub verify --root root.pem *.pdf --json
      """)
  @Argument(help: "Signed PDF files.") var files: [String]
  @Option(help: ArgumentHelp("Root certificate(s), PEM.", valueName: "pem")) var root: String?
  @Option(help: ArgumentHelp("Profile whose root is used.", valueName: "name")) var profile: String?
  @OptionGroup var options: ScreenOptions

  struct Verdict: Encodable {
    var file: String
    var verdict: String
    /// FHIR `DiagnosticReport.status`, as the signatures make it.
    var status: String?
    /// The number of a later valid version that is at hand; none known is no proof that there is none.
    var supersededBy: Int?
    var result: VerificationResult
  }

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
  }

  func run() async throws {
    let screen = options.screen
    try await Workplace.saying(on: screen) {
      let verifier = SignedReportVerifier(roots: try roots())
      let now = SystemClock().now().wall
      let known = KnownVersions(verifier: verifier, now: now)
      var results: [(file: String, result: VerificationResult)] = []
      var verdicts: [Verdict] = []
      for file in files {
        guard let pdf = FileManager.default.contents(atPath: file) else { throw ClientError(.fileUnreadable, file) }
        results.append((file, verifier.verify(pdf: Array(pdf), at: now)))
      }
      for (file, result) in results {
        let successor = known.successor(of: result, in: file, among: results.map(\.result))
        verdicts.append(
          Verdict(
            file: file, verdict: result.isValid ? "VALID" : "INVALID", status: result.isValid ? result.status.rawValue : nil,
            supersededBy: successor?.number, result: result))
        if !screen.isJSON { show(verdicts[verdicts.count - 1], on: screen) }
      }
      if screen.isJSON { try screen.emit(verdicts) }
      if verdicts.contains(where: { !$0.result.isValid }) { throw ExitMeaning.proofInvalid.code }
    }
  }

  private func roots() throws(ClientError) -> [Certificate] {
    let pem: String
    if let root {
      pem = try TextFile.read(root)
    } else {
      let profiles = ProfileStore(environment: ProcessInfo.processInfo.environment)
      var pinned: Set<String> = []
      for name in profile.map({ [$0] }) ?? profiles.names() {
        if let root = try profiles.profile(named: name).rootCertificatePEM { pinned.insert(root) }
      }
      guard !pinned.isEmpty else { throw ClientError(.rootNotTrusted, "no root in the profiles; --root") }
      pem = pinned.sorted().joined(separator: "\n")
    }
    do { return try Certificate.list(pem: pem) } catch { throw ClientError(error) }
  }

  private func show(_ verdict: Verdict, on screen: Screen) {
    let file = PlainText.escaped(verdict.file)
    guard verdict.result.isValid, let content = verdict.result.content else {
      screen.say(screen.painted(screen.text("无效 INVALID", "INVALID"), .alarm) + "  " + file)
      for fault in verdict.result.faults {
        let field = fault.field.map { " [\($0.rawValue)]" } ?? ""
        screen.say("  \(fault.code)\(field): " + screen.text(fault.chinese, fault.english))
      }
      return
    }
    screen.say(screen.painted(screen.text("有效 VALID", "VALID"), .good) + "  " + file)
    for signer in verdict.result.signers {
      let person = [signer.name, signer.hospital, "ID \(signer.readerID)"].map { PlainText.escaped($0) }.joined(separator: " · ")
      screen.say("  " + screen.text("签名", "signed") + " [\(signer.field.rawValue)]: " + person + ", " + PlainText.escaped(signer.signedAtText))
    }
    let study = [content.patient.name, content.study.modality, content.study.instanceUID].map { PlainText.escaped($0) }
    screen.say("  " + screen.text("检查", "study") + ": " + study.joined(separator: " · "))
    let status = verdict.result.status
    let reading = [content.readingID, "v\(content.version)", StatusWords.text(status, on: screen), content.clinic.name, content.hospital.name].map {
      PlainText.escaped($0)
    }
    screen.say("  " + screen.text("报告", "report") + ": " + reading.joined(separator: " · "))
    showHistory(verdict, content, on: screen)
  }

  /// What this file is among its versions: known from itself, and from later ones at hand.
  private func showHistory(_ verdict: Verdict, _ content: ReportContent, on screen: Screen) {
    if let amendment = content.amendment {
      let kind = StatusWords.painted(amendment.kind.status, on: screen)
      screen.say(
        "  " + kind + screen.text("，取代第 \(amendment.version) 版，原因：", ", takes the place of version \(amendment.version), reason: ")
          + PlainText.escaped(amendment.reason))
    }
    if verdict.result.status == .preliminary {
      screen.say("  " + screen.painted(screen.text("初步报告：第二位医师尚未签名", "PRELIMINARY: the second doctor has not signed"), .caution))
    }
    if let newer = verdict.supersededBy {
      let words = StatusWords.superseded(by: newer, version: content.version, on: screen)
      screen.say("  " + screen.painted(words, .caution))
    }
  }
}
