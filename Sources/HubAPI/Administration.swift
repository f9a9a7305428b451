import HubModel
import Trust

package struct WhoAmI: Sendable, Codable, Equatable {
  package enum Role: String, Sendable, Codable { case clinic, reader, administrator, auditor }
  package var role: Role
  package var id: Int64?
  package var name: String
  /// The version of the hub's program; hubs before 0.1 do not say.
  package var hubVersion: String?
  package init(role: Role, id: Int64?, name: String) {
    self.role = role
    self.id = id
    self.name = name
  }
}

package struct NewHospital: Sendable, Codable {
  package var name: String
  package init(name: String) { self.name = name }
}
package struct NewClinic: Sendable, Codable {
  package var name: String
  package var code: String
  package var aeTitles: [String]
  /// The name of the hospital that reads for it.
  package var readBy: String
  package var timeZone: String?
  package init(name: String, code: String, aeTitles: [String], readBy: String, timeZone: String?) {
    self.name = name
    self.code = code
    self.aeTitles = aeTitles
    self.readBy = readBy
    self.timeZone = timeZone
  }
}
package struct NewReader: Sendable, Codable {
  package var name: String
  /// The name of the hospital.
  package var hospital: String
  package var scopes: [ReadingScope]
  package var licence: Licence?
  package init(name: String, hospital: String, scopes: [ReadingScope], licence: Licence? = nil) {
    self.name = name
    self.hospital = hospital
    self.scopes = scopes
    self.licence = licence
  }
}
/// What a reader may read from now on, whole: it takes the place of what was set before.
package struct ReaderRights: Sendable, Codable {
  package var scopes: [ReadingScope]
  package var licence: Licence?
  package init(scopes: [ReadingScope], licence: Licence?) {
    self.scopes = scopes
    self.licence = licence
  }
}
/// A clinic just made, with its token: shown once, kept by the hub only as a digest.
package struct ClinicCreated: Sendable, Codable {
  package var clinic: Clinic
  package var token: String
  package init(clinic: Clinic, token: String) {
    self.clinic = clinic
    self.token = token
  }
}
/// A reader just made, with the code to enrol by: shown once.
package struct ReaderCreated: Sendable, Codable {
  package var reader: Reader
  package var enrolmentCode: String
  package var expiresAt: Timestamp
  package init(reader: Reader, enrolmentCode: String, expiresAt: Timestamp) {
    self.reader = reader
    self.enrolmentCode = enrolmentCode
    self.expiresAt = expiresAt
  }
}
package struct TokenIssued: Sendable, Codable {
  package var token: String
  package init(token: String) { self.token = token }
}

package struct EnrolmentRequest: Sendable, Codable {
  /// `EnrolmentCode.codeHash`, hexadecimal.
  package var secret: String
  /// PKCS#10 certificate request (DER, Base64): proves possession of the new key.
  package var certificateRequest: String
  package init(secret: String, certificateRequest: String) {
    self.secret = secret
    self.certificateRequest = certificateRequest
  }
}
package struct EnrolmentResult: Sendable, Codable {
  package var readerID: Int64
  package var name: String
  package var hospital: String
  package var certificatePEM: String
  package var rootCertificatePEM: String
  package var token: String
  package init(readerID: Int64, name: String, hospital: String, certificatePEM: String, rootCertificatePEM: String, token: String) {
    self.readerID = readerID
    self.name = name
    self.hospital = hospital
    self.certificatePEM = certificatePEM
    self.rootCertificatePEM = rootCertificatePEM
    self.token = token
  }
}

package struct AuditPage: Sendable, Codable {
  package var entries: [AuditEntry]
  package init(entries: [AuditEntry]) { self.entries = entries }
}

/// The audit chain's end as the hub signed it; kept by clinics, it proves later that nothing was cut off.
package typealias SignedAuditHead = SignedChainHead
