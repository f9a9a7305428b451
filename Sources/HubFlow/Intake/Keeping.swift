import Foundation
import HubModel
import StudyFormats
import Trust

extension Intake {
  /// Reads the whole object, on a thread of its own: digests, structure, identifiers.
  /// Formats that are read whole wait for one another when they are large.
  ///
  /// - Parameter sizeBytes: of the object.
  func inspect(_ offer: Offer, sizeBytes: Int64) async throws(HubError) -> InspectedObject {
    let threads = offer.format.isReadWhole ? files.forWholeFile(sizeBytes) : files
    return try await threads.run { try Self.inspected(offer, limits: limits) }
  }

  static func inspected(_ offer: Offer, limits: IntakeLimits) throws -> InspectedObject {
    switch offer.bytes {
    case .memory(let bytes): try inspected(bytes, of: offer, limits: limits)
    case .file(let path): try inspected(fileAt: path, of: offer, limits: limits)
    }
  }

  private static func inspected(_ bytes: [UInt8], of offer: Offer, limits: IntakeLimits) throws -> InspectedObject {
    let size = Int64(bytes.count)
    guard size <= limits.maximumObjectBytes else { throw HubError(.objectTooLarge, "\(limits.maximumObjectBytes) bytes at most") }
    let study = try StudyParser.parse(dicom: bytes, timeZone: offer.clinic.timeZone)
    return InspectedObject(study: study, digest: try BlobKey(SHA256Digest(hashing: bytes)), sizeBytes: size)
  }

  private static func inspected(fileAt path: String, of offer: Offer, limits: IntakeLimits) throws -> InspectedObject {
    var info = stat()
    guard stat(path, &info) == 0 else { throw HubError(.storageFailed, "staged file") }
    let size = Int64(info.st_size)
    guard size <= limits.maximumObjectBytes else { throw HubError(.objectTooLarge, "\(limits.maximumObjectBytes) bytes at most") }
    let digest = if let known = offer.knownDigest { known } else { try BlobKey(SHA256Digest(hashingFileAt: path)) }
    var study = try StudyParser.parse(
      fileAt: path, format: offer.format, headerBytes: offer.headerBytes, digest: digest, timeZone: offer.clinic.timeZone)
    try study.state(offer.identity)
    return InspectedObject(study: study, digest: digest, sizeBytes: size)
  }

  /// Bytes, then the row. A conflicting object's bytes stay, in quarantine, for whoever has to find out what happened.
  func keep(_ inspected: InspectedObject, of offer: Offer) async throws(HubError) -> ArrivalOutcome {
    if case .file(let path) = offer.bytes {
      try await blobs.put(StagedFile(path: path, digest: inspected.digest, sizeBytes: inspected.sizeBytes))
    }
    return try await enter(inspected, of: offer)
  }

  /// The row of an object whose bytes are kept.
  func enter(_ inspected: InspectedObject, of offer: Offer) async throws(HubError) -> ArrivalOutcome {
    let now = clock.now().wall
    let facts: [UInt8]
    do { facts = Array(try JSONEncoder().encode(inspected.study)) } catch { throw HubError(.internalError, "facts") }
    let arrival = Arrival(
      id: .init(rawValue: 0), clinic: offer.clinic.id, route: offer.route, receivedAt: now, blob: inspected.digest,
      sizeBytes: inspected.sizeBytes, format: offer.format, headerBytes: offer.headerBytes,
      transferSyntaxUID: inspected.study.transferSyntaxUID, sopClassUID: inspected.study.sopClassUID, sopInstanceUID: inspected.study.sopInstanceUID,
      isUrgent: offer.isUrgent, statedFacts: facts, state: .received)
    let stated = offer.identity
    let keep: @Sendable (any HubWriting) throws -> ArrivalOutcome = { try $0.keep(arrival, stated: stated, at: now) }
    var outcome =
      switch offer.route {
      // Its steps run on the association's own thread.
      case .dimse: try store.commitBlocking(keep)
      case .upload: try await store.commit(keep)
      }
    if case .conflict(let first) = outcome {
      let isSame = try await hasSameDataSet(arrival, inspected.study, as: first)
      outcome = isSame ? .alreadyHeld(first) : outcome
      try await store.commit { [outcome] store in try store.settle(outcome, of: arrival, stated: stated, at: now) }
    }
    if case .stored = outcome { wake() }
    tally.count(objectBy: offer.route.door, outcome: outcome.word)
    return outcome
  }

  /// Runs `body`; a refusal is recorded for the clinic and the audit trail, and the staged file goes.
  func refusing<Value: Sendable>(
    _ offer: Offer, _ body: @Sendable () async throws(HubError) -> Value
  ) async throws(HubError) -> Value {
    do throws(HubError) {
      let value = try await body()
      discard(offer.bytes)
      return value
    } catch {
      discard(offer.bytes)
      if error.code != .objectConflict { tally.count(objectBy: offer.route.door, outcome: error.code.rawValue) }
      if error.code.isRefusalOfObject { try await recordRefusal(error, of: offer) }
      throw error
    }
  }

  private func recordRefusal(_ error: HubError, of offer: Offer) async throws(HubError) {
    let now = clock.now().wall
    let entry = QuarantineEntry(
      clinic: offer.clinic.id, route: offer.route, receivedAt: now, code: error.code, digest: offer.knownDigest, sizeBytes: 0, sopInstanceUID: nil,
      areBytesKept: false)
    try await store.commit { store in
      try store.add(entry)
      try store.record(.objectRefused, by: .clinic(offer.clinic.id), on: "clinic:\(offer.clinic.id)", detail: error.code.rawValue, at: now)
    }
  }
}

extension HubWriting {
  /// The arrival, its audit entry and its job in one commit. A conflict is recorded by `settle`, when it is sure.
  fileprivate func keep(_ arrival: Arrival, stated: PatientIdentity?, at now: Instant) throws -> ArrivalOutcome {
    guard let clinic = try clinic(arrival.clinic), !clinic.isDisabled else { throw HubError(.notPermitted) }
    let outcome = try add(arrival)
    if case .conflict = outcome { return outcome }
    try settle(outcome, of: arrival, stated: stated, at: now)
    return outcome
  }

  /// What follows from an arrival's outcome.
  fileprivate func settle(_ outcome: ArrivalOutcome, of arrival: Arrival, stated: PatientIdentity?, at now: Instant) throws {
    let actor = Principal.clinic(arrival.clinic)
    switch outcome {
    case .stored(let id):
      try enqueueIndexing(of: id, isUrgent: arrival.isUrgent, at: now)
      try record(.objectStored, by: actor, on: "arrival:\(id)", detail: arrival.blob.rawValue, at: now)
    case .alreadyHeld(let id): if let stated { try complete(stated, of: id, by: actor, at: now) }
    case .conflict(let first):
      try add(
        QuarantineEntry(
          clinic: arrival.clinic, route: arrival.route, receivedAt: now, code: .objectConflict, digest: arrival.blob, sizeBytes: arrival.sizeBytes,
          sopInstanceUID: arrival.sopInstanceUID, areBytesKept: true))
      try record(.objectConflict, by: actor, on: "arrival:\(first)", detail: arrival.blob.rawValue, at: now)
    }
  }

  private func enqueueIndexing(of arrival: ArrivalID, isUrgent: Bool, at now: Instant) throws {
    _ = try enqueue(.index(arrival), isUrgent: isUrgent, notBefore: now)
  }
}

extension ParsedStudy {
  /// Joins what the sender states with what the file states.
  ///
  /// - Throws: `identity-mismatch` when both name a Patient ID and they differ.
  mutating func state(_ stated: PatientIdentity?) throws(HubError) {
    guard let stated else { return }
    if !identity.externalID.isEmpty, !stated.externalID.isEmpty, identity.externalID != stated.externalID { throw HubError(.identityMismatch) }
    if identity.externalID.isEmpty {
      identity.externalID = stated.externalID
      identity.issuer = stated.issuer
    }
    if identity.name.isEmpty { identity.name = stated.name }
    identity.sex = identity.sex ?? stated.sex
    identity.birthDate = identity.birthDate ?? stated.birthDate
    if patientAgeYears == nil, let birthDate = identity.birthDate, let startedAt { patientAgeYears = AgeRule.years(from: birthDate, to: startedAt) }
  }
}

extension ProblemCode {
  /// Whether the object was at fault (to be shown to its clinic), not the hub or the network.
  fileprivate var isRefusalOfObject: Bool {
    switch self {
    case .storageFull, .storageFailed, .storeDamaged, .internalError, .shuttingDown, .notAuthenticated, .notFound, .notPermitted: false
    default: true
    }
  }
}

extension ObjectFormat {
  /// DICOM, WFDB and EDF are read piece by piece.
  fileprivate var isReadWhole: Bool { self != .dicom && self != .wfdb && self != .edf }
}

extension Route {
  fileprivate var door: OperationTally.Door {
    switch self {
    case .dimse: .dimse
    case .upload: .upload
    }
  }
}

extension ArrivalOutcome {
  fileprivate var word: String {
    switch self {
    case .stored: "stored"
    case .alreadyHeld: "held"
    case .conflict: "conflict"
    }
  }
}

extension BlobKey {
  /// A digest is 64 hexadecimal digits by construction.
  init(_ digest: SHA256Digest) throws {
    guard let key = BlobKey(rawValue: digest.hex) else { throw HubError(.internalError, "digest") }
    self = key
  }
}
