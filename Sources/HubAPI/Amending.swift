import HubModel

/// `POST /readings/{id}/amendment`: take an issued report up again. The answer is the claim.
package struct NewAmendment: Sendable, Codable {
  package var kind: AmendmentKind
  /// Stands in the new version; at most 2,000 characters.
  package var reason: String
  /// The issued version the doctor looked at; another number is a conflict.
  package var basedOnVersion: Int
  /// For `appended`: tell a critical value of the patient anew. The other kinds always do.
  package var tellsAgain: Bool?
  package init(kind: AmendmentKind, reason: String, basedOnVersion: Int, tellsAgain: Bool? = nil) {
    self.kind = kind
    self.reason = reason
    self.basedOnVersion = basedOnVersion
    self.tellsAgain = tellsAgain
  }
}
