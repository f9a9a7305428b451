import Foundation
import HubAPI
import HubModel
import StudyFormats
import Trust

/// Where objects come in. Bytes first (durable in the blob store), then one commit with the arrival, the audit entry and the index
/// job; only then the acknowledgement. Refused means nothing stored but the refusal itself.
package struct Intake: Sendable {
  let store: any HubStore
  let blobs: any BlobStore
  let clock: any HubClock
  private let stagingPaths: StagingPaths
  let limits: IntakeLimits
  let space: SpaceGuard
  let tally: OperationTally
  let auditHeads: AuditHeads
  let files = BlockingWork(label: "intake", width: 16)
  /// Called after each stored object, so that jobs need not be polled for.
  let wake: @Sendable () -> Void

  package init(
    store: any HubStore, blobs: any BlobStore, clock: any HubClock, random: any RandomSource, stagingDirectory: String, limits: IntakeLimits,
    space: SpaceGuard, tally: OperationTally, auditHeads: AuditHeads, wake: @escaping @Sendable () -> Void
  ) {
    self.store = store
    self.blobs = blobs
    self.clock = clock
    stagingPaths = StagingPaths(directory: stagingDirectory, random: random)
    self.limits = limits
    self.space = space
    self.tally = tally
    self.auditHeads = auditHeads
    self.wake = wake
  }

  package var maximumObjectBytes: Int64 { limits.maximumObjectBytes }

  /// A fresh path in the staging area.
  package func newStagingPath() throws(HubError) -> String { try stagingPaths.next() }

  /// Asked again while bytes come in whose length nobody announced, or that come beside others.
  ///
  /// - Throws: `storage-full` when the disk's reserve is reached.
  package func requireRoom() throws(HubError) { try space.requireRoom() }

  package func discard(_ stagedPath: String) {
    unlink(stagedPath)
  }

  func discard(_ bytes: ObjectBytes) {
    if case .file(let path) = bytes { discard(path) }
  }

  /// The enabled clinic an AE title belongs to.
  package func clinic(callingAETitle: String) async throws(HubError) -> Clinic? {
    let clinic = try await store.ask { try $0.clinic(aeTitle: callingAETitle) }
    return clinic.flatMap { $0.isDisabled ? nil : $0 }
  }

  /// What was refused from this clinic, newest first.
  package func refusals(by principal: Principal, limit: Int) async throws(HubError) -> [RefusalRow] {
    let clinic = try Access.requireClinic(principal)
    return try await store.ask { try $0.quarantine(of: clinic, limit: min(max(limit, 1), 1_000)) }.map(RefusalRow.init)
  }

  /// Keeps a C-STORE's object when it is found sound. Its steps block: they must run on the association's own thread, which has nothing
  /// else to do.
  ///
  /// - Throws: the refusal, after it has been recorded; `storage-full`, `storage-failed` when the hub cannot keep its word;
  ///   `not-permitted` when the clinic has been disabled meanwhile.
  package func receive(dimse object: DIMSEObject, from clinic: Clinic) async throws(HubError) -> ArrivalOutcome {
    let offer = Offer(
      clinic: clinic, route: .dimse(callingAETitle: object.callingAETitle), bytes: object.bytes, knownDigest: nil, format: .dicom,
      headerBytes: nil, isUrgent: false, identity: nil)
    return try await refusing(offer) { () async throws(HubError) in
      try space.requireRoom()
      switch offer.bytes {
      case .memory(let bytes):
        var inspected: InspectedObject?
        try blobs.put(bytes) { () throws(HubError) in
          let found = try self.inspected(offer, as: object)
          inspected = found
          return found.digest
        }
        guard let inspected else { throw HubError(.internalError, "not examined") }
        return try await self.enter(inspected, of: offer)
      case .file: return try await self.keep(try self.inspected(offer, as: object), of: offer)
      }
    }
  }

  /// - Throws: `uid-mismatch` when the object is not the one that the command spoke of.
  private func inspected(_ offer: Offer, as object: DIMSEObject) throws(HubError) -> InspectedObject {
    let inspected: InspectedObject
    do { inspected = try Self.inspected(offer, limits: limits) } catch { throw HubError(wrapping: error) }
    let isAsCommanded = inspected.study.sopInstanceUID == object.sopInstanceUID && inspected.study.sopClassUID == object.sopClassUID
    guard isAsCommanded else { throw HubError(.uidMismatch) }
    return inspected
  }
}

/// Something handed to the hub, not yet believed.
struct Offer: Sendable {
  var clinic: Clinic
  var route: Route
  var bytes: ObjectBytes
  var knownDigest: BlobKey?
  var format: ObjectFormat
  var headerBytes: Int64?
  var isUrgent: Bool
  var identity: PatientIdentity?
}

/// An offer whose bytes were found sound.
struct InspectedObject: Sendable {
  var study: ParsedStudy
  var digest: BlobKey
  var sizeBytes: Int64
}
