import Trust

/// What a clinic keeps from every receipt: the head of the hub's audit trail at that moment, signed by the hub. With it anyone can
/// later show that the trail behind the receipt was changed or cut. Its JSON form is canonical.
package struct ReceiptAnchor: Sendable, Equatable, Codable {
  package static let currentSchema = "readinghub-anchor/1"

  package let schema: String
  package let auditHead: SignedChainHead

  package init(auditHead: SignedChainHead) {
    schema = Self.currentSchema
    self.auditHead = auditHead
  }

  /// - Throws: `report-content-not-canonical`.
  package func json() throws(ReportError) -> [UInt8] { try CanonicalJSON.encode(self) }

  /// Reads an anchor in any JSON spelling; whether it is to be believed is `faults(roots:)`.
  /// - Throws: `report-content-not-canonical` for anything that is not such an anchor.
  package init(json: [UInt8]) throws(ReportError) {
    let canonical = try CanonicalJSON.parse(json).bytes
    self = try CanonicalJSON.decode(ReceiptAnchor.self, from: canonical)
    guard schema == Self.currentSchema else { throw ReportError(.contentNotCanonical) }
  }

  /// Empty when a hub under one of the roots has signed the head.
  package func faults(roots: [Certificate]) -> [SignatureFaultCode] { auditHead.faults(roots: roots) }
}
