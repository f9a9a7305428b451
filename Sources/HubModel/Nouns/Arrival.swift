/// SHA-256 of the whole blob, lower-case hexadecimal, 64 characters: the blob's address.
package struct BlobKey: RawRepresentable, Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  package let rawValue: String
  /// `nil` unless 64 lower-case hexadecimal digits.
  package init?(rawValue: String) {
    guard rawValue.utf8.count == 64, rawValue.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
    self.rawValue = rawValue
  }
  package var description: String { rawValue }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What kind of bytes an object is.
package enum ObjectFormat: String, Sendable, Codable, CaseIterable {
  case dicom
  /// A WFDB record: the `.hea` file followed by its signal files.
  case wfdb
  /// SCP-ECG (EN 1064, ISO 11073-91064).
  case scp
  /// HL7 v3 annotated ECG.
  case aecg
  /// GE MUSE XML.
  case muse
  /// Philips Sierra ECG XML.
  case philips
  /// Schiller SEMA EDI XML.
  case schiller
  /// MFER (ISO 22077).
  case mfer
  /// European Data Format, EDF+ and BDF.
  case edf
}

/// The door an object came in by.
package enum Route: Sendable, Equatable, Codable, Hashable {
  case dimse(callingAETitle: String)
  case upload(UploadID)
}

/// One object that the hub has acknowledged and keeps.
package struct Arrival: Sendable, Equatable, Codable {
  package enum State: Sendable, Equatable, Codable {
    case received
    case indexed(StudyID)
    /// The bytes are kept, but could not be made part of a study.
    case quarantined(ProblemCode)
  }
  package var id: ArrivalID
  package var clinic: ClinicID
  package var route: Route
  package var receivedAt: Instant
  package var blob: BlobKey
  package var sizeBytes: Int64
  package var format: ObjectFormat
  /// For WFDB: how many bytes of the blob are the `.hea` part.
  package var headerBytes: Int64?
  package var transferSyntaxUID: String?
  package var sopClassUID: String?
  /// DICOM SOP Instance UID, or a 2.25 UID made from the content for other formats.
  package var sopInstanceUID: String
  package var isUrgent: Bool
  /// What the object's header says (JSON of `ParsedStudy`), so that indexing need not read the bytes again.
  package var statedFacts: [UInt8]
  package var state: State
  package init(
    id: ArrivalID, clinic: ClinicID, route: Route, receivedAt: Instant, blob: BlobKey, sizeBytes: Int64, format: ObjectFormat,
    headerBytes: Int64? = nil,
    transferSyntaxUID: String?, sopClassUID: String?, sopInstanceUID: String, isUrgent: Bool, statedFacts: [UInt8] = [],
    state: State
  ) {
    self.id = id
    self.clinic = clinic
    self.route = route
    self.receivedAt = receivedAt
    self.blob = blob
    self.sizeBytes = sizeBytes
    self.format = format
    self.headerBytes = headerBytes
    self.transferSyntaxUID = transferSyntaxUID
    self.sopClassUID = sopClassUID
    self.sopInstanceUID = sopInstanceUID
    self.isUrgent = isUrgent
    self.statedFacts = statedFacts
    self.state = state
  }
}

/// What became of an object offered to the store.
package enum ArrivalOutcome: Sendable, Equatable {
  case stored(ArrivalID)
  /// The same object from the same clinic is here already. The store compares digests of whole files; the intake also knows an object
  /// again whose file differs around the same data set.
  case alreadyHeld(ArrivalID)
  /// The same UID with other bytes; the first is kept.
  case conflict(with: ArrivalID)
}

/// An object that was refused: what the clinic is told of it. Only a conflicting object's bytes are kept.
package struct QuarantineEntry: Sendable, Equatable, Codable {
  package var clinic: ClinicID
  package var route: Route
  package var receivedAt: Instant
  package var code: ProblemCode
  package var digest: BlobKey?
  package var sizeBytes: Int64
  package var sopInstanceUID: String?
  package var areBytesKept: Bool
  package init(
    clinic: ClinicID, route: Route, receivedAt: Instant, code: ProblemCode, digest: BlobKey?, sizeBytes: Int64, sopInstanceUID: String?,
    areBytesKept: Bool
  ) {
    self.clinic = clinic
    self.route = route
    self.receivedAt = receivedAt
    self.code = code
    self.digest = digest
    self.sizeBytes = sizeBytes
    self.sopInstanceUID = sopInstanceUID
    self.areBytesKept = areBytesKept
  }
}

/// What a clinic says of a set of objects before it sends them.
package struct Upload: Sendable, Equatable, Codable {
  package struct Item: Sendable, Equatable, Codable {
    package var digest: BlobKey
    package var sizeBytes: Int64
    package var format: ObjectFormat
    package var headerBytes: Int64?
    package init(digest: BlobKey, sizeBytes: Int64, format: ObjectFormat, headerBytes: Int64? = nil) {
      self.digest = digest
      self.sizeBytes = sizeBytes
      self.format = format
      self.headerBytes = headerBytes
    }
  }
  package var id: UploadID
  package var clinic: ClinicID
  package var createdAt: Instant
  package var isUrgent: Bool
  package var note: String?
  /// Identity given by the sender for formats that carry none.
  package var statedIdentity: PatientIdentity?
  /// True when the items are all there is of their studies.
  package var isComplete: Bool
  package var items: [Item]
  package init(
    id: UploadID, clinic: ClinicID, createdAt: Instant, isUrgent: Bool, note: String?, statedIdentity: PatientIdentity?, isComplete: Bool,
    items: [Item]
  ) {
    self.id = id
    self.clinic = clinic
    self.createdAt = createdAt
    self.isUrgent = isUrgent
    self.note = note
    self.statedIdentity = statedIdentity
    self.isComplete = isComplete
    self.items = items
  }
}
