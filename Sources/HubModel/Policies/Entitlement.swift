/// A doctor's licence to practise (医师执业证书) as the administrator entered it from the paper.
package struct Licence: Sendable, Equatable, Codable {
  package var number: String
  package var term: Term
  package init(number: String, term: Term = .open) {
    self.number = number
    self.term = term
  }
}

extension Access {
  /// Who may claim and sign on a day: the agreement between clinic and hospital is in force and names this kind of study, and the doctor's
  /// licence counts. A licence that was never entered counts unless the agreement asks for one. A report that was issued can be put right and
  /// withdrawn after the agreement's end as well: who has said something must be able to take it back.
  ///
  /// - Parameters:
  ///   - wasIssued: a report of this study was issued before.
  ///   - day: by the clinic's calendar; asked for only where a term has an end.
  /// - Returns: `agreement-not-in-force` or `licence-not-valid`, with the number or day that decided; `nil` when nothing is in the way.
  package static func refusal(
    of reader: Reader, to scope: ReadingScope, wasIssued: Bool, under agreement: Agreement, on day: @autoclosure () throws -> CivilDay
  ) rethrows -> HubError? {
    if !wasIssued, let refusal = try agreement.refusal(of: scope, on: day) { return HubError(.agreementNotInForce, refusal) }
    guard let licence = reader.licence else { return agreement.requiresLicence ? HubError(.licenceNotValid, "none on record") : nil }
    return try licence.term.refusal(on: day).map { HubError(.licenceNotValid, $0) }
  }
}

extension Agreement {
  fileprivate func refusal(of scope: ReadingScope, on day: () throws -> CivilDay) rethrows -> String? {
    if let readScopes, !readScopes.contains(scope) { return "not for \(scope.rawValue)" }
    return try term.refusal(on: day)
  }
}

extension Term {
  fileprivate func refusal(on day: () throws -> CivilDay) rethrows -> String? {
    guard self != .open else { return nil }
    let day = try day()
    if let first, day < first { return "from \(first)" }
    if let last, last < day { return "until \(last)" }
    return nil
  }
}
