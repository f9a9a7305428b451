/// What a clinic and the hospital that reads for it have agreed on.
package struct Agreement: Sendable, Equatable {
  /// Reports of these are issued by a second doctor.
  package var reviewedScopes: Set<ReadingScope>
  /// What the hospital reads for this clinic; `nil`: everything.
  package var readScopes: Set<ReadingScope>?
  /// The days on which its readings may be claimed and signed, by the clinic's calendar.
  package var term: Term
  /// Only doctors with a licence on record may claim and sign.
  package var requiresLicence: Bool
  /// Whether a report that waits for its second doctor leaves as preliminary, with the first signature alone, on an emergency pathway.
  package var sendsPreliminary: Bool

  package init(
    reviewedScopes: Set<ReadingScope> = [], readScopes: Set<ReadingScope>? = nil, term: Term = .open, requiresLicence: Bool = false,
    sendsPreliminary: Bool = true
  ) {
    self.reviewedScopes = reviewedScopes
    self.readScopes = readScopes
    self.term = term
    self.requiresLicence = requiresLicence
    self.sendsPreliminary = sendsPreliminary
  }

  package func needsReview(_ scope: ReadingScope) -> Bool { reviewedScopes.contains(scope) }

  /// Emergency pathways alone: of a routine reading nothing leaves before it is issued.
  package func leavesPreliminary(_ priority: Priority) -> Bool { sendsPreliminary && priority != .routine }
}

extension Agreement: Codable {
  /// Whatever is not said is as in an agreement that says nothing, so that older records and shorter requests mean what they meant.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      reviewedScopes: try values.decodeIfPresent(Set<ReadingScope>.self, forKey: .reviewedScopes) ?? [],
      readScopes: try values.decodeIfPresent(Set<ReadingScope>.self, forKey: .readScopes),
      term: try values.decodeIfPresent(Term.self, forKey: .term) ?? .open,
      requiresLicence: try values.decodeIfPresent(Bool.self, forKey: .requiresLicence) ?? false,
      sendsPreliminary: try values.decodeIfPresent(Bool.self, forKey: .sendsPreliminary) ?? true)
  }

  /// Scopes in the order of their names: one agreement has one text.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(reviewedScopes.sorted { $0.rawValue < $1.rawValue }, forKey: .reviewedScopes)
    try values.encodeIfPresent(readScopes?.sorted { $0.rawValue < $1.rawValue }, forKey: .readScopes)
    try values.encode(term, forKey: .term)
    try values.encode(requiresLicence, forKey: .requiresLicence)
    try values.encode(sendsPreliminary, forKey: .sendsPreliminary)
  }

  private enum CodingKeys: String, CodingKey { case reviewedScopes, readScopes, term, requiresLicence, sendsPreliminary }
}
