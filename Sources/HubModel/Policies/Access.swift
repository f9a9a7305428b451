/// Who may do what. Deny by default; "foreign" and "absent" answer alike (`not-found`).
package enum Access {
  /// - Throws: `not-permitted` unless the principal is a clinic.
  package static func requireClinic(_ principal: Principal) throws(HubError) -> ClinicID {
    guard case .clinic(let id) = principal else { throw HubError(.notPermitted) }
    return id
  }
  /// - Throws: `not-permitted` unless the principal is a reader.
  package static func requireReader(_ principal: Principal) throws(HubError) -> ReaderID {
    guard case .reader(let id) = principal else { throw HubError(.notPermitted) }
    return id
  }
  /// - Throws: `not-permitted` unless the principal configures the hub.
  package static func requireAdministrator(_ principal: Principal) throws(HubError) {
    guard principal == .administrator else { throw HubError(.notPermitted) }
  }
  /// - Throws: `not-permitted` unless the principal may read the audit trail.
  package static func requireAuditor(_ principal: Principal) throws(HubError) {
    guard principal == .administrator || principal == .auditor else { throw HubError(.notPermitted) }
  }
  /// A reader sees what their hospital reads and, of that, what their scopes allow.
  ///
  /// - Throws: `not-found` for what another hospital reads; `outside-scope` for a kind of study that this reader does not read.
  package static func requireVisible(_ reading: Reading, to reader: Reader) throws(HubError) {
    guard !reader.isDisabled, reading.hospital == reader.hospital else { throw HubError(.notFound) }
    guard reader.scopes.contains(reading.scope) else { throw HubError(.outsideScope, reading.scope.rawValue) }
  }
}
