import Foundation
import HubModel
import Testing

@Suite("Licences and agreements")
struct EntitlementTests {
  private func reader(_ licence: Licence?) -> Reader {
    Reader(id: ReaderID(rawValue: 1), name: "陈静", hospital: HospitalID(rawValue: 1), scopes: [.ecg], licence: licence)
  }
  private func day(_ text: String) throws -> CivilDay { try #require(CivilDay(text)) }
  private func refusal(_ reader: Reader, _ scope: ReadingScope = .ecg, under agreement: Agreement = Agreement(), on text: String) throws -> HubError?
  {
    try Access.refusal(of: reader, to: scope, wasIssued: false, under: agreement, on: try day(text))
  }

  @Test("a licence counts from its first to its last day, both included; the refusal names the day")
  func licenceTerm() throws {
    let reader = reader(Licence(number: "1", term: Term(first: try day("2026-03-01"), last: try day("2027-02-28"))))
    #expect(try refusal(reader, on: "2026-02-28")?.description == "licence-not-valid: from 2026-03-01")
    #expect(try refusal(reader, on: "2026-03-01") == nil)
    #expect(try refusal(reader, on: "2027-02-28") == nil)
    #expect(try refusal(reader, on: "2027-03-01")?.description == "licence-not-valid: until 2027-02-28")
  }

  @Test("a licence that was never entered counts unless the agreement asks for one")
  func missingLicence() throws {
    #expect(try refusal(reader(nil), on: "2026-03-01") == nil)
    let strict = Agreement(requiresLicence: true)
    #expect(try refusal(reader(nil), under: strict, on: "2026-03-01") == HubError(.licenceNotValid))
    #expect(try refusal(reader(Licence(number: "1")), under: strict, on: "2026-03-01") == nil)
  }

  @Test("an agreement counts in its term and for the kinds it names")
  func agreementTerm() throws {
    let agreement = Agreement(readScopes: [.ecg], term: Term(first: try day("2026-01-01"), last: try day("2026-12-31")))
    let reader = reader(nil)
    #expect(try refusal(reader, under: agreement, on: "2026-06-01") == nil)
    #expect(try refusal(reader, .ct, under: agreement, on: "2026-06-01")?.description == "agreement-not-in-force: not for ct")
    #expect(try refusal(reader, under: agreement, on: "2025-12-31")?.description == "agreement-not-in-force: from 2026-01-01")
    #expect(try refusal(reader, under: agreement, on: "2027-01-01")?.description == "agreement-not-in-force: until 2026-12-31")
  }

  @Test("what was issued is put right after the agreement's end, by a doctor whose licence counts")
  func issuedBefore() throws {
    let ended = Agreement(readScopes: [.ct], term: Term(last: try day("2026-12-31")), requiresLicence: true)
    func refusal(_ licence: Licence?) throws -> HubError? {
      try Access.refusal(of: reader(licence), to: .ecg, wasIssued: true, under: ended, on: try day("2027-01-01"))
    }
    #expect(try refusal(Licence(number: "1")) == nil)
    #expect(try refusal(nil) == HubError(.licenceNotValid))
    #expect(try refusal(Licence(number: "1", term: Term(last: try day("2026-12-31")))) == HubError(.licenceNotValid))
  }

  @Test("days are those of the calendar, in its order; a term that ends before it begins is not possible")
  func days() throws {
    for text in ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "", "2026-01-01 ", "0000-01-01"] { #expect(CivilDay(text) == nil, "\(text)") }
    #expect(try day("2024-02-29") < day("2024-03-01") && day("0999-12-31") < day("1000-01-01"))
    #expect(!Term(first: try day("2026-02-02"), last: try day("2026-02-01")).isPossible)
    #expect(Term(first: try day("2026-02-02"), last: try day("2026-02-02")).isPossible)
  }

  @Test("an agreement has one text, and older and shorter texts mean what they meant")
  func agreementText() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let whole = Agreement(reviewedScopes: [.mr, .ct], readScopes: [.xray, .ct, .mr], term: Term(last: try day("2026-12-31")), requiresLicence: true)
    let text = String(decoding: try encoder.encode(whole), as: UTF8.self)
    let scopes = #""readScopes":["ct","mr","xray"],"requiresLicence":true,"reviewedScopes":["ct","mr"]"#
    #expect(text == "{\(scopes)," + #""sendsPreliminary":true,"term":{"last":"2026-12-31"}}"#)
    #expect(try JSONDecoder().decode(Agreement.self, from: Data(text.utf8)) == whole)
    #expect(try JSONDecoder().decode(Agreement.self, from: Data(#"{"reviewedScopes":["ecg"]}"#.utf8)) == Agreement(reviewedScopes: [.ecg]))
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Term.self, from: Data(#"{"last":"2026-02-30"}"#.utf8)) }
  }
}
