/// What a clinic and the hospital that reads for it have agreed on.
package struct Agreement: Sendable, Equatable, Codable {
  /// Reports of these are issued by a second doctor.
  package var reviewedScopes: Set<ReadingScope>
  package init(reviewedScopes: Set<ReadingScope> = []) { self.reviewedScopes = reviewedScopes }

  package func needsReview(_ scope: ReadingScope) -> Bool { reviewedScopes.contains(scope) }
}
