import HubAPI
import HubModel

extension HubSession {
  package func readings(kind: StudyKind?, includesFinished: Bool, limit: Int) async throws -> WorklistPage {
    try await get("readings", [("kind", kind?.rawValue), ("finished", includesFinished ? "true" : nil), ("limit", String(limit))])
  }
  package func detail(_ id: ReadingID) async throws -> ReadingDetail { try await get("readings/\(id)") }

  /// Claiming again what one holds keeps the token, so a lost answer does no harm.
  package func claim(_ id: ReadingID) async throws -> Claimed { try await post("readings/\(id)/claim", Nothing()) }
  /// Not repeated after a lost answer: it would take a second reading. The worklist shows what was claimed.
  package func claimNext(kind: StudyKind?) async throws -> Claimed {
    try await post("readings/next/claim", ClaimNext(kind: kind), isRepeatable: false)
  }
  package func release(_ id: ReadingID, leaseToken: Int64) async throws { try await act("readings/\(id)/release", LeaseAct(leaseToken: leaseToken)) }
  package func renew(_ id: ReadingID, leaseToken: Int64) async throws -> Claimed {
    try await post("readings/\(id)/renewal", LeaseAct(leaseToken: leaseToken))
  }

  /// The ECG page as `png`, `svg` or `pdf`.
  /// `evidence`: a statement's code or `all`, marked on the traces.
  package func ecgPage(_ id: ReadingID, arrival: ArrivalID?, format: String, evidence: String? = nil) async throws -> [UInt8] {
    try await download("readings/\(id)/ecg", [("format", format), ("arrival", arrival?.description), ("evidence", evidence)])
  }
  /// The same patient's ECG before this one and what is different; without `earlier` where there is none.
  package func prior(_ id: ReadingID) async throws -> PriorECG { try await get("readings/\(id)/prior") }
  /// Both ECGs side by side and their beats laid over one another.
  package func priorPage(_ id: ReadingID, format: String) async throws -> [UInt8] {
    try await download("readings/\(id)/prior/ecg", [("format", format)])
  }
  /// Saying the same again changes nothing that counts, so a lost answer does no harm.
  package func override(_ new: NewOverride, of id: ReadingID) async throws -> OverrideRows { try await post("readings/\(id)/overrides", new) }
  package func overrideCounts() async throws -> OverrideCounts { try await get("overrides") }
  /// A windowed frame of an image as PNG; frames count from 1.
  package func frame(_ id: ReadingID, arrival: ArrivalID?, number: Int) async throws -> [UInt8] {
    try await download("readings/\(id)/frame", [("number", String(number)), ("arrival", arrival?.description)])
  }

  package func versions(of id: ReadingID) async throws -> ReportVersions { try await get("readings/\(id)/versions") }
  /// `basedOnVersion` makes a repeat harmless: after a lost answer the second attempt is a `revision-conflict`, never another version.
  package func save(_ version: NewReportVersion, for id: ReadingID) async throws -> ReportVersionRow {
    try await post("readings/\(id)/versions", version)
  }
  /// The PDF to sign.
  package func prepare(_ id: ReadingID, version: Int, leaseToken: Int64) async throws -> [UInt8] {
    try await postForBytes("readings/\(id)/versions/\(version)/preparation", LeaseAct(leaseToken: leaseToken), isRepeatable: true)
  }
  package func submit(_ signature: SignatureSubmission, for id: ReadingID, version: Int) async throws -> ReportIssued {
    try await post("readings/\(id)/versions/\(version)/signature", signature)
  }

  /// The signed PDF with room for the second signature.
  package func prepareReview(_ id: ReadingID, version: Int, leaseToken: Int64) async throws -> [UInt8] {
    try await postForBytes("readings/\(id)/versions/\(version)/review/preparation", LeaseAct(leaseToken: leaseToken), isRepeatable: true)
  }
  package func submitReview(_ signature: SignatureSubmission, for id: ReadingID, version: Int) async throws -> ReportIssued {
    try await post("readings/\(id)/versions/\(version)/review", signature)
  }
  /// Repeating it keeps the claim, so a lost answer does no harm.
  package func amend(_ id: ReadingID, _ wish: NewAmendment) async throws -> Claimed { try await post("readings/\(id)/amendment", wish) }
  package func cancelAmendment(_ id: ReadingID, leaseToken: Int64) async throws {
    try await act("readings/\(id)/amendment/cancellation", LeaseAct(leaseToken: leaseToken))
  }
  package func giveBack(_ id: ReadingID, _ wish: ReviewReturn) async throws { try await act("readings/\(id)/return", wish) }
}
