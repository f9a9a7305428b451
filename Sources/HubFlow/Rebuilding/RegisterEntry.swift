import Foundation
import HubModel
import Trust

/// One fact that no object tells of itself: who takes part, and whose an object is. It opens nothing: no token and no key is among them.
package enum RegisterEntry: Sendable, Codable, Equatable {
  case hospital(Hospital)
  case clinic(Clinic)
  case reader(Reader)
  /// What a clinic has agreed on and whom it names as contacts.
  case setting(key: String, value: String)
  case object(RegisteredObject)
  /// How far the audit trail had come: an entry's number and its hash in hexadecimal. A store without that entry has lost something.
  case head(number: Int64, hash: String)
}

/// What is kept of an arrival beside its bytes. What the bytes say is read from them again.
package struct RegisteredObject: Sendable, Codable, Equatable {
  package var arrival: ArrivalID
  package var clinic: ClinicID
  package var route: Route
  package var receivedAt: Instant
  package var blob: BlobKey
  package var format: ObjectFormat
  package var headerBytes: Int64?
  package var isUrgent: Bool
  /// As the sender stated them with the upload.
  package var identity: PatientIdentity?
  package var note: String?

  init(_ arrival: Arrival, _ upload: Upload?) {
    self.arrival = arrival.id
    clinic = arrival.clinic
    route = arrival.route
    receivedAt = arrival.receivedAt
    blob = arrival.blob
    format = arrival.format
    headerBytes = arrival.headerBytes
    isUrgent = arrival.isUrgent
    identity = upload?.statedIdentity
    note = upload?.note
  }
}

/// An entry of the audit trail that a store must have.
package struct RegisteredHead: Sendable, Equatable {
  var number: Int64
  var hash: String

  init(number: Int64, hash: String) { (self.number, self.hash) = (number, hash) }
  init(_ head: AuditHead) { self.init(number: head.number, hash: Hexadecimal.encode(head.hash)) }

  var entry: RegisterEntry { .head(number: number, hash: hash) }

  func isKnown(to store: some HubReading) throws -> Bool {
    guard number > 0 else { return true }
    return try store.auditEntries(after: number - 1, limit: 1).first.map { Hexadecimal.encode($0.hash) } == hash
  }
}

/// An entry as one line: 16 hexadecimal digits of the SHA-256 of its JSON, a space, the JSON.
enum RegisterLine {
  private static let checkDigits = 16

  static func encode(_ entry: RegisterEntry) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = Array(try encoder.encode(entry))
    return Array((SHA256Digest(hashing: json).hex.prefix(checkDigits) + " ").utf8) + json + [10]
  }

  /// `nil` for a line that is not as it was written.
  static func decode(_ line: ArraySlice<UInt8>) -> RegisterEntry? {
    guard line.count > checkDigits + 1 else { return nil }
    let json = Array(line.dropFirst(checkDigits + 1))
    let isSound = line.prefix(checkDigits + 1).elementsEqual((SHA256Digest(hashing: json).hex.prefix(checkDigits) + " ").utf8)
    return isSound ? try? JSONDecoder().decode(RegisterEntry.self, from: Data(json)) : nil
  }
}

/// A register as it was found.
package struct RegisterContents: Sendable {
  package var entries: [RegisterEntry] = []
  /// Lines that are not as they were written; their facts are lost.
  package var damagedLines = 0
  package init() {}

  /// The last one counts: a store that was made anew begins where it begins.
  package var head: RegisteredHead? {
    for case .head(let number, let hash) in entries.reversed() { return RegisteredHead(number: number, hash: hash) }
    return nil
  }

  package var objects: [RegisteredObject] {
    entries.compactMap { entry -> RegisteredObject? in
      guard case .object(let object) = entry else { return nil }
      return object
    }
  }
}
