/// A hospital whose doctors read for clinics.
package struct Hospital: Sendable, Equatable, Codable {
  package var id: HospitalID
  package var name: String
  package var isDisabled: Bool
  package init(id: HospitalID, name: String, isDisabled: Bool = false) {
    self.id = id
    self.name = name
    self.isDisabled = isDisabled
  }
}

/// A place that sends studies and gets reports: the tenant of every study, patient and report.
package struct Clinic: Sendable, Equatable, Codable {
  package var id: ClinicID
  package var name: String
  /// Short code of the clinic in the region, unique: `WZ01`.
  package var code: String
  /// DICOM application entity titles that belong to this clinic; none belongs to two.
  package var aeTitles: [String]
  package var readBy: HospitalID
  /// IANA time zone in which DICOM times without an offset are meant.
  package var timeZone: String
  package var isDisabled: Bool
  package init(
    id: ClinicID, name: String, code: String, aeTitles: [String], readBy: HospitalID, timeZone: String = "Asia/Shanghai", isDisabled: Bool = false
  ) {
    self.id = id
    self.name = name
    self.code = code
    self.aeTitles = aeTitles
    self.readBy = readBy
    self.timeZone = timeZone
    self.isDisabled = isDisabled
  }
}

/// What a reader may read; imaging is split as licences are.
package enum ReadingScope: String, Sendable, Codable, CaseIterable { case ecg, ct, mr, xray, ultrasound, other }

/// A doctor who reads for a hospital.
package struct Reader: Sendable, Equatable, Codable {
  package var id: ReaderID
  package var name: String
  package var hospital: HospitalID
  package var scopes: Set<ReadingScope>
  /// `nil` while none was entered.
  package var licence: Licence?
  /// The reader's certificate (PEM) once enrolled.
  package var certificatePEM: String?
  package var isDisabled: Bool
  package init(
    id: ReaderID, name: String, hospital: HospitalID, scopes: Set<ReadingScope>, licence: Licence? = nil, certificatePEM: String? = nil,
    isDisabled: Bool = false
  ) {
    self.id = id
    self.name = name
    self.hospital = hospital
    self.scopes = scopes
    self.licence = licence
    self.certificatePEM = certificatePEM
    self.isDisabled = isDisabled
  }
}

/// Who acts. Every call of the hub carries one; access follows from it alone.
package enum Principal: Sendable, Hashable, Codable {
  case clinic(ClinicID)
  case reader(ReaderID)
  case administrator
  case auditor
  /// The hub itself: jobs, sweeps, lapses.
  case hub
}

/// SHA-256 of a secret; the hub never keeps the secret.
package struct SecretDigest: Hashable, Sendable, Codable {
  package let bytes: [UInt8]
  package init(bytes: [UInt8]) { self.bytes = bytes }
}

/// A reader's invitation to enrol: single use, with an end.
package struct Enrolment: Sendable, Equatable {
  package var codeDigest: SecretDigest
  package var reader: ReaderID
  package var expiresAt: Instant
  package init(codeDigest: SecretDigest, reader: ReaderID, expiresAt: Instant) {
    self.codeDigest = codeDigest
    self.reader = reader
    self.expiresAt = expiresAt
  }
}
