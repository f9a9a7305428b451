import Foundation
import HubAPI

/// Where a hub is and who is asking: one file a profile, readable by its owner alone.
package struct Profile: Sendable, Codable, Equatable {
  /// `https://hub.example:8443`, without a path.
  package var hub: String
  package var token: String?
  package var role: WhoAmI.Role?
  package var name: String?
  package var readerID: Int64?
  /// Private key (PKCS#8 PEM, usually under a passphrase) and certificate of an enrolled reader; absolute paths.
  package var keyPath: String?
  package var certificatePath: String?
  /// The hub's root: signatures must lead to it, and so must the hub's TLS certificate unless `tlsAuthorityPath` names another.
  package var rootCertificatePEM: String?
  /// PEM file of another authority that vouches for the hub's TLS certificate.
  package var tlsAuthorityPath: String?
  package init(
    hub: String, token: String? = nil, role: WhoAmI.Role? = nil, name: String? = nil, readerID: Int64? = nil, keyPath: String? = nil,
    certificatePath: String? = nil, rootCertificatePEM: String? = nil, tlsAuthorityPath: String? = nil
  ) {
    self.hub = hub
    self.token = token
    self.role = role
    self.name = name
    self.readerID = readerID
    self.keyPath = keyPath
    self.certificatePath = certificatePath
    self.rootCertificatePEM = rootCertificatePEM
    self.tlsAuthorityPath = tlsAuthorityPath
  }
}

/// What a profile remembers between commands. Losing it loses no report: leases can be claimed again, polling starts from the front.
package struct ProfileState: Sendable, Codable, Equatable {
  package struct HeldLease: Sendable, Codable, Equatable {
    package var token: Int64
    package var expiresAt: Timestamp
    package init(token: Int64, expiresAt: Timestamp) {
      self.token = token
      self.expiresAt = expiresAt
    }
  }
  /// By reading id.
  package var leases: [String: HeldLease] = [:]
  /// By output folder: every report up to this sequence number was saved there.
  package var reportCursors: [String: Int64] = [:]
  package init() {}
}
