import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ClinicAgreementCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement", abstract: "What a clinic and the hospital that reads for it have agreed. / 诊所与医院的阅图协议。",
    discussion: """
      Without an option it is shown; what is not given stays as it is. It counts for what is claimed and signed from then on.
      On an emergency pathway (critical or emergency) a report that waits for its second doctor leaves as preliminary and says so; \
      --no-preliminary keeps it back. Of a routine reading nothing leaves early.
      Example:
        readinghub admin clinic agreement WZ01 --review ct,mr
        readinghub admin clinic agreement WZ01 --review ecg --no-preliminary
        readinghub admin clinic agreement WZ01 --reads ecg,xray --from 2026-01-01 --until 2026-12-31 --licence-required
        readinghub admin clinic agreement WZ01 --no-review --no-term --reads all
      """)
  @Argument(help: "Code of the clinic.") var code: String
  @Option(help: ArgumentHelp("A second doctor issues these: ecg, ct, mr, xray, ultrasound, other.", valueName: "kinds")) var review: String?
  @Flag(help: "One signature issues everything.") var noReview = false
  @Option(help: ArgumentHelp("What the hospital reads for this clinic: ecg, ct, …, or all.", valueName: "kinds")) var reads: String?
  @Option(help: ArgumentHelp("First day on which it counts, yyyy-MM-dd.", valueName: "day")) var from: CivilDay?
  @Option(help: ArgumentHelp("Last day on which it counts, yyyy-MM-dd.", valueName: "day")) var until: CivilDay?
  @Flag(help: "It counts on every day.") var noTerm = false
  @Flag(inversion: .prefixedNo, help: "Only doctors with a licence on record may claim and sign.") var licenceRequired: Bool?
  @Flag(inversion: .prefixedNo, help: "Emergency reports that wait for a second doctor leave as preliminary.") var preliminary: Bool?
  @OptionGroup var options: HubOptions

  private var changesNothing: Bool {
    review == nil && !noReview && reads == nil && from == nil && until == nil && !noTerm && licenceRequired == nil && preliminary == nil
  }

  func validate() throws {
    guard review == nil || !noReview else { throw ValidationError("--review or --no-review, not both.") }
    guard !noTerm || (from == nil && until == nil) else { throw ValidationError("--no-term or --from and --until, not both.") }
    _ = try changed(Agreement())
  }

  func run() async throws {
    try await Workplace.run(options, as: .administrator) { place in
      var agreement = try await place.session.agreement(clinicCode: code)
      if !changesNothing { agreement = try await place.session.setAgreement(try changed(agreement), clinicCode: code) }
      if place.screen.isJSON { return try place.screen.emit(agreement) }
      Self.show(agreement, on: place.screen)
    }
  }

  private func changed(_ before: Agreement) throws -> Agreement {
    var agreement = before
    if noReview { agreement.reviewedScopes = [] }
    if let review { agreement.reviewedScopes = Set(try ScopeWords.parse(review, option: "--review")) }
    if let reads { agreement.readScopes = reads == "all" ? nil : Set(try ScopeWords.parse(reads, option: "--reads")) }
    if noTerm { agreement.term = .open }
    if let from { agreement.term.first = from }
    if let until { agreement.term.last = until }
    if let licenceRequired { agreement.requiresLicence = licenceRequired }
    if let preliminary { agreement.sendsPreliminary = preliminary }
    return agreement
  }

  private static func show(_ agreement: Agreement, on screen: Screen) {
    func names(_ scopes: Set<ReadingScope>) -> String { scopes.map(\.rawValue).sorted().joined(separator: ", ") }
    if agreement.reviewedScopes.isEmpty {
      screen.say("一位医师签名即签发。", "One signature issues a report.")
    } else {
      screen.say("须第二位医师审核签发：\(names(agreement.reviewedScopes))", "A second doctor issues: \(names(agreement.reviewedScopes))")
      screen.say(
        agreement.sendsPreliminary ? "急诊检查先发初步报告。" : "审核前不发出任何报告。",
        agreement.sendsPreliminary ? "Emergency readings: the preliminary report leaves first." : "Nothing leaves before it is reviewed.")
    }
    if let reads = agreement.readScopes { screen.say("只阅：\(names(reads))", "Reads only: \(names(reads))") }
    if agreement.term != .open {
      let (first, last) = (agreement.term.first?.description ?? "…", agreement.term.last?.description ?? "…")
      screen.say("有效期：\(first) 至 \(last)", "In force: \(first) to \(last)")
    }
    if agreement.requiresLicence {
      screen.say("医师须已登记执业证书。", "Only doctors with a licence on record.")
    }
  }
}
