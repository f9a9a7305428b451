import Foundation
import HubModel
import StudyFormats

extension RegisteredObject {
  /// One of which nobody wrote down whose it is, given to a clinic now.
  init(blob: BlobKey, format: ObjectFormat, clinic: ClinicID, receivedAt: Instant) {
    self.blob = blob
    self.format = format
    self.clinic = clinic
    self.receivedAt = receivedAt
    arrival = ArrivalID(rawValue: 0)
    route = .dimse(callingAETitle: Self.unknownAETitle)
    isUrgent = false
  }

  /// Stands where the door an object came in by is not known.
  private static let unknownAETitle = "UNKNOWN"

  /// What `fill` completes.
  func arrival(sizeBytes: Int64) -> Arrival {
    Arrival(
      id: arrival, clinic: clinic, route: route, receivedAt: receivedAt, blob: blob, sizeBytes: sizeBytes, format: format, headerBytes: headerBytes,
      transferSyntaxUID: nil, sopClassUID: nil, sopInstanceUID: "", isUrgent: isUrgent, state: .received)
  }
}

extension Arrival {
  mutating func fill(from study: ParsedStudy) throws(HubError) {
    (transferSyntaxUID, sopClassUID, sopInstanceUID) = (study.transferSyntaxUID, study.sopClassUID, study.sopInstanceUID)
    do { statedFacts = Array(try JSONEncoder().encode(study)) } catch { throw HubError(.internalError, "facts") }
  }
}

extension HubWriting {
  /// Adds those whose numbers are free. Who takes part has no token any more: each gets a new one from the administrator.
  func addParticipants(_ entries: [RegisterEntry]) throws -> (hospitals: Int, clinics: Int, readers: Int) {
    var added = (hospitals: 0, clinics: 0, readers: 0)
    var hospitals = Set(try hospitals().map(\.id))
    for case .hospital(let hospital) in entries where hospitals.insert(hospital.id).inserted {
      _ = try add(hospital)
      added.hospitals += 1
    }
    for case .clinic(let clinic) in entries where try self.clinic(clinic.id) == nil && hospitals.contains(clinic.readBy) {
      var free = clinic
      free.aeTitles = try clinic.aeTitles.filter { try self.clinic(aeTitle: $0) == nil }
      _ = try add(free)
      added.clinics += 1
    }
    for case .reader(let reader) in entries where try self.reader(reader.id) == nil && hospitals.contains(reader.hospital) {
      _ = try add(reader)
      added.readers += 1
    }
    for case .setting(let key, let value) in entries where try setting(key) == nil { try set(value, forSetting: key) }
    return added
  }

  /// The row of an object that was read again, under its old number where that is free, and the job that makes it part of its study.
  ///
  /// - Returns: `nil` for one that is there already under its UID.
  func restore(_ arrival: Arrival, _ registered: RegisteredObject, at now: Instant) throws -> (ArrivalID, JobID)? {
    var arrival = arrival
    if try arrival.id.rawValue != 0 && self.arrival(arrival.id) != nil { arrival.id = ArrivalID(rawValue: 0) }
    if case .upload(let id) = arrival.route, try upload(id)?.clinic != arrival.clinic {
      arrival.route = .upload(try restoreUpload(try upload(id) == nil ? id : UploadID(rawValue: 0), of: registered))
    }
    guard case .stored(let id) = try add(arrival) else { return nil }
    return (id, try enqueue(.index(id), isUrgent: arrival.isUrgent, notBefore: now))
  }

  private func restoreUpload(_ id: UploadID, of object: RegisteredObject) throws -> UploadID {
    try add(
      Upload(
        id: id, clinic: object.clinic, createdAt: object.receivedAt, isUrgent: object.isUrgent, note: object.note, statedIdentity: object.identity,
        isComplete: false, items: [])
    ).id
  }
}
