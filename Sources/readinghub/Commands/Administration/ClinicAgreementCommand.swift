import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ClinicAgreementCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement", abstract: "Which of a clinic's reports a second doctor issues. / 双签约定。",
    discussion: """
      Without an option it is shown. It counts for reports that are signed from then on.
      Example:
        readinghub admin clinic agreement WZ01 --review ct,mr
        readinghub admin clinic agreement WZ01 --no-review
      """)
  @Argument(help: "Code of the clinic.") var code: String
  @Option(help: ArgumentHelp("ecg, ct, mr, xray, ultrasound, other.", valueName: "scope[,scope]")) var review: String?
  @Flag(help: "One signature issues everything.") var noReview = false
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard review == nil || !noReview else { throw ValidationError("--review or --no-review, not both.") }
    _ = try scopes()
  }

  func run() async throws {
    try await Workplace.run(options, as: .administrator) { place in
      let agreement =
        if let scopes = try scopes() {
          try await place.session.setAgreement(Agreement(reviewedScopes: scopes), clinicCode: code)
        } else { try await place.session.agreement(clinicCode: code) }
      if place.screen.isJSON { return try place.screen.emit(agreement) }
      let names = agreement.reviewedScopes.map(\.rawValue).sorted().joined(separator: ", ")
      if names.isEmpty { return place.screen.say("一位医师签名即签发。", "One signature issues a report.") }
      place.screen.say("须第二位医师审核签发：\(names)", "A second doctor issues: \(names)")
    }
  }

  private func scopes() throws -> Set<ReadingScope>? {
    if noReview { return [] }
    return try review.map { text in
      let words = text.split(separator: ",").map { String($0).trimmingSpaces }
      let scopes = words.compactMap(ReadingScope.init)
      guard !scopes.isEmpty, scopes.count == words.count else { throw ValidationError("--review: ecg, ct, mr, xray, ultrasound, other") }
      return Set(scopes)
    }
  }
}
