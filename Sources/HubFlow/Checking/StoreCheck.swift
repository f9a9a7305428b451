import HubModel
import Reports
import StudyFormats
import Trust

/// One thing that is not as it was acknowledged.
package struct StoreFlaw: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Acknowledged, and its bytes are gone.
    case objectMissing = "object-missing"
    /// Its bytes are not those whose digest was acknowledged.
    case objectDamaged = "object-damaged"
    /// The row says another identifier or length than the bytes.
    case indexDiffers = "index-differs"
    /// The index contradicts itself.
    case indexDamaged = "index-damaged"
    /// Acknowledged by what the owners' register says, and the index does not know of it.
    case objectUnlisted = "object-unlisted"
    /// The store lacks an entry of the audit trail that the owners' register names: commits are lost.
    case storeBehind = "store-behind"
    /// A signed report's file is gone, or is not the one that was signed.
    case reportMissing = "report-missing"
    case reportDamaged = "report-damaged"
    /// The text of a version is not that of its digest, or does not follow from the version before.
    case reportTextDamaged = "report-text-damaged"
    /// The audit trail does not hold from this entry on.
    case auditBroken = "audit-broken"
  }
  package var kind: Kind
  /// `arrival:17`, `report:3`, `audit:1204`: the hub's own numbers, never a person.
  package var subject: String
  package init(_ kind: Kind, _ subject: String) {
    self.kind = kind
    self.subject = subject
  }
}

/// What a check of a whole folder found.
package struct StoreCheckResult: Sendable, Equatable, Codable {
  package var objects = 0
  package var objectBytes: Int64 = 0
  package var reports = 0
  package var auditEntries: Int64 = 0
  /// Bytes that no row speaks of: left by a crash between bytes and row, harmless.
  package var orphans = 0
  /// Lines of the owners' register that are not as they were written. A crash leaves one, whose facts stand in the next; more are lost facts,
  /// which the store still has.
  package var damagedRegisterLines = 0
  package var flaws: [StoreFlaw] = []
  package init() {}
  package var isSound: Bool { flaws.isEmpty }
}

/// Reads everything a hub has acknowledged and holds it against what was acknowledged: every object's and report's digest anew, the index
/// against the objects, every version's text against its digest, the whole audit chain. For a folder that no hub works on; changes nothing.
package struct StoreCheck: Sendable {
  private let store: any HubStore
  private let blobs: any BlobStore
  private let register: RegisterContents
  private static let page = 500
  /// Objects up to this size are held against the index by what they say themselves.
  private static let largestParsedBytes: Int64 = 256 << 20
  private static let pieceBytes: Int64 = 4 << 20

  package init(store: any HubStore, blobs: any BlobStore, register: RegisterContents = RegisterContents()) {
    self.store = store
    self.blobs = blobs
    self.register = register
  }

  /// How many bytes of objects there are to read.
  package func objectBytes() async throws(HubError) -> Int64 { try await store.ask { try $0.arrivedBytes() } }

  /// - Parameter progress: called with the bytes read since the last call.
  package func run(progress: @Sendable (Int64) -> Void = { _ in }) async throws(HubError) -> StoreCheckResult {
    var result = StoreCheckResult()
    var known: Set<BlobKey> = []
    var places = PlaceCheck()
    try await checkObjects(&result, &known, &places, progress)
    result.flaws += places.flaws
    try await checkRegister(&result)
    try await checkReports(&result, &known)
    try await checkAudit(&result)
    try await countOrphans(&result, known)
    return result
  }

  private func checkObjects(
    _ result: inout StoreCheckResult, _ known: inout Set<BlobKey>, _ places: inout PlaceCheck, _ progress: (Int64) -> Void
  ) async throws(HubError) {
    var last = ArrivalID(rawValue: 0)
    while true {
      let (after, limit) = (last, Self.page)
      let arrivals = try await store.ask { try $0.arrivals(after: after, limit: limit) }
      guard let end = arrivals.last else { return }
      let found = places
      places = try await store.ask { store in
        var found = found
        for arrival in arrivals { try found.look(at: arrival, in: store) }
        return found
      }
      for arrival in arrivals {
        known.insert(arrival.blob)
        result.objects += 1
        result.objectBytes += arrival.sizeBytes
        if let kind = try await flaw(of: arrival) { result.flaws.append(StoreFlaw(kind, "arrival:\(arrival.id)")) }
        progress(arrival.sizeBytes)
      }
      last = end.id
    }
  }

  private func checkRegister(_ result: inout StoreCheckResult) async throws(HubError) {
    let objects = register.objects
    let lost = try await store.ask { store in try objects.filter { try store.heldDigests(among: [$0.blob], of: $0.clinic).isEmpty } }
    result.damagedRegisterLines = register.damagedLines
    result.flaws += lost.map { StoreFlaw(.objectUnlisted, "arrival:\($0.arrival)") }
    if let head = register.head, try await !store.ask({ try head.isKnown(to: $0) }) {
      result.flaws.append(StoreFlaw(.storeBehind, "audit:\(head.number)"))
    }
  }

  private func flaw(of arrival: Arrival) async throws(HubError) -> StoreFlaw.Kind? {
    guard arrival.sizeBytes <= Self.largestParsedBytes else { return try await rehash(arrival.blob, sizeBytes: arrival.sizeBytes) }
    let bytes: [UInt8]
    switch try await held(arrival.blob) {
    case .whole(let found): bytes = found
    case .missing: return .objectMissing
    case .damaged: return .objectDamaged
    }
    guard Int64(bytes.count) == arrival.sizeBytes else { return .indexDiffers }
    guard arrival.format == .dicom else { return nil }
    let names = try? StudyParser.names(ofDICOM: bytes)
    return names?.sopInstanceUID == arrival.sopInstanceUID && names?.sopClassUID == arrival.sopClassUID ? nil : .indexDiffers
  }

  /// A digest made anew in pieces, for what is too large to be held in memory.
  private func rehash(_ key: BlobKey, sizeBytes: Int64) async throws(HubError) -> StoreFlaw.Kind? {
    var hasher = SHA256Hasher()
    var place: Int64 = 0
    while place < sizeBytes {
      let end = min(place + Self.pieceBytes, sizeBytes)
      let piece: [UInt8]
      do throws(HubError) { piece = try await blobs.read(key, range: place..<end) } catch {
        if error.code == .notFound { return .objectMissing }
        throw error
      }
      guard Int64(piece.count) == end - place else { return .objectDamaged }
      piece.withUnsafeBytes { hasher.update(raw: $0) }
      place = end
    }
    return hasher.finalize().hex == key.rawValue ? nil : .objectDamaged
  }

  private func checkReports(_ result: inout StoreCheckResult, _ known: inout Set<BlobKey>) async throws(HubError) {
    var last = ReportVersionID(rawValue: 0)
    var previous: [ReadingID: (number: Int, digest: BlobKey)] = [:]
    // Drafts are lost where a store was made anew; what was signed then follows from a version that is not there.
    let hasGaps = try await store.ask { try $0.setting(RebuiltStore.numberFloorSetting) } != nil
    while true {
      let (after, limit) = (last, Self.page)
      let versions = try await store.ask { try $0.reportVersions(after: after, limit: limit) }
      guard let end = versions.last else { return }
      for version in versions {
        result.reports += 1
        let subject = "report:\(version.id)"
        let isText = SHA256Digest(hashing: version.contentJSON).hex == version.contentDigest.rawValue
        let before = previous[version.reading]
        let isGap = hasGaps && version.number > (before?.number ?? 0) + 1
        if !isText || !isGap && version.previousDigest != before?.digest { result.flaws.append(StoreFlaw(.reportTextDamaged, subject)) }
        previous[version.reading] = (version.number, version.contentDigest)
        for key in version.files {
          known.insert(key)
          // A prepared file is made again when it is needed; a signed one is the report.
          guard [version.signature?.signedPDF, version.review?.signedPDF].contains(key), let kind = try await reportFlaw(key) else { continue }
          result.flaws.append(StoreFlaw(kind, subject))
        }
      }
      last = end.id
    }
  }

  private func reportFlaw(_ key: BlobKey) async throws(HubError) -> StoreFlaw.Kind? {
    switch try await held(key) {
    case .whole: nil
    case .missing: .reportMissing
    case .damaged: .reportDamaged
    }
  }

  private enum Held {
    case whole([UInt8])
    case missing, damaged
  }

  /// What lies at a key, read whole and hashed anew.
  private func held(_ key: BlobKey) async throws(HubError) -> Held {
    do throws(HubError) { return .whole(try await blobs.read(key, range: nil)) } catch {
      switch error.code {
      case .notFound: return .missing
      case .storeDamaged: return .damaged
      default: throw error
      }
    }
  }

  private func checkAudit(_ result: inout StoreCheckResult) async throws(HubError) {
    var verifier = AuditChainVerifier(anchors: [])
    while true {
      let (after, limit) = (verifier.number, Self.page)
      let entries: [AuditEntry]
      do throws(HubError) { entries = try await store.ask { try $0.auditEntries(after: after, limit: limit) } } catch {
        guard error.code == .storeDamaged else { throw error }
        result.flaws.append(StoreFlaw(.auditBroken, "audit:\(after + 1)"))
        return
      }
      if entries.isEmpty { break }
      for entry in entries {
        do {
          try verifier.check(entry)
          result.auditEntries += 1
        } catch {
          result.flaws.append(StoreFlaw(.auditBroken, "audit:\(entry.number)"))
          return
        }
      }
    }
  }

  private func countOrphans(_ result: inout StoreCheckResult, _ known: Set<BlobKey>) async throws(HubError) {
    let quarantined = try await store.ask { try $0.quarantinedBlobs() }
    var last: BlobKey?
    while true {
      let keys = try await blobs.list(after: last, limit: Self.page)
      guard let end = keys.last else { return }
      result.orphans += keys.count { !known.contains($0) && !quarantined.contains($0) }
      last = end
    }
  }
}

extension ReportVersion {
  /// All its PDFs that are kept: as prepared and as signed.
  var files: [BlobKey] { [preparedPDF, preparedReview, signature?.signedPDF, review?.signedPDF].compactMap { $0 } }
}
