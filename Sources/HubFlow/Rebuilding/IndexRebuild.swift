import Foundation
import HubModel
import StudyFormats
import Trust

/// Brings the index back from the objects: whatever the store does not know of is read anew, given back to its clinic, made part of its study,
/// and put into the list; signed reports come back from their own files. For a folder that no hub works on. Safe to repeat.
package struct IndexRebuild: Sendable {
  let store: any HubStore
  let blobs: any BlobStore
  let clock: any HubClock
  private let register: RegisterContents
  private let indexing: Indexing
  private let files: GeneratedFiles
  private let root: Certificate
  private let fallbackCode: String?
  private let work = BlockingWork(label: "rebuild", width: 2)
  private static let page = 500
  /// So many objects share a commit.
  private static let group = 100

  /// - Parameters:
  ///   - store: where the index is made; what could be saved of the old one is in it.
  ///   - fallbackCode: the clinic that gets objects of which nothing tells whose they are.
  package init(
    store: any HubStore, blobs: any BlobStore, clock: any HubClock, random: any RandomSource, clocks: ClockPolicy, stagingDirectory: String,
    register: RegisterContents, root: Certificate, fallbackCode: String?
  ) {
    self.store = store
    self.blobs = blobs
    self.clock = clock
    self.register = register
    indexing = Indexing(store: store, clock: clock, clocks: clocks)
    files = GeneratedFiles(blobs: blobs, stagingDirectory: stagingDirectory, random: random)
    self.root = root
    self.fallbackCode = fallbackCode
  }

  /// - Parameters:
  ///   - isStoreWhole: nothing of the old store was lost; then numbers go on where they were.
  ///   - progress: of reading objects anew, which is nearly all of the work.
  /// - Throws: `not-found` for a clinic that is not known; `storage-failed`, `storage-full`.
  package func run(isStoreWhole: Bool, progress: RebuildProgress? = nil) async throws(HubError) -> RebuildResult {
    var result = RebuildResult()
    result.damagedRegisterLines = register.damagedLines
    let entries = register.entries
    let added = try await store.commit { try $0.addParticipants(entries) }
    (result.addedHospitals, result.addedClinics, result.addedReaders) = added
    let fallback = try await fallbackClinic()
    let known = try await knownKeys(&result)
    let lost = try await registeredButUnknown()
    if !isStoreWhole || !lost.isEmpty { try await raiseNumbers(above: known.count + register.objects.count) }
    let spoken = known.union(lost.map(\.blob))
    if let progress { progress.begins(try await bytes(of: lost) + unownedBytes(besides: spoken)) }
    try await restore(lost, into: &result, progress)
    let reports = try await restoreUnowned(besides: spoken, for: fallback, into: &result, progress)
    try await ReportRestoring(store: store, clock: clock).restore(reports, into: &result)
    if result.isAnythingRestored || !isStoreWhole {
      let (now, detail) = (clock.now().wall, result.auditDetail)
      try await store.commit { try $0.record(.indexRebuilt, by: .hub, on: "hub", detail: detail, at: now) }
    }
    return result
  }

  private func fallbackClinic() async throws(HubError) -> ClinicID? {
    guard let fallbackCode else { return nil }
    return try await store.ask { try $0.requireClinic(code: fallbackCode) }.id
  }

  /// Every file the index speaks of.
  private func knownKeys(_ result: inout RebuildResult) async throws(HubError) -> Set<BlobKey> {
    var known = try await store.ask { try $0.quarantinedBlobs() }
    var last = ArrivalID(rawValue: 0)
    while true {
      let (after, limit) = (last, Self.page)
      let arrivals = try await store.ask { try $0.arrivals(after: after, limit: limit) }
      guard let end = arrivals.last else { break }
      result.knownObjects += arrivals.count
      known.formUnion(arrivals.map(\.blob))
      last = end.id
    }
    var lastVersion = ReportVersionID(rawValue: 0)
    while true {
      let (after, limit) = (lastVersion, Self.page)
      let versions = try await store.ask { try $0.reportVersions(after: after, limit: limit) }
      guard let end = versions.last else { return known }
      for version in versions { known.formUnion(version.files) }
      lastVersion = end.id
    }
  }

  private func registeredButUnknown() async throws(HubError) -> [RegisteredObject] {
    let objects = register.objects
    return try await store.ask { store in
      try objects.filter { try store.heldDigests(among: [$0.blob], of: $0.clinic).isEmpty }
    }
  }

  /// A million at a time: far beyond what anybody still holds on to, and people see that something happened.
  private func raiseNumbers(above count: Int) async throws(HubError) {
    let step: Int64 = 1_000_000
    let least = Int64(count) * 4
    try await store.commit { store in
      let last = try store.setting(RebuiltStore.numberFloorSetting).flatMap(Int64.init) ?? 0
      try store.set(String(max(last, least) / step * step + step), forSetting: RebuiltStore.numberFloorSetting)
    }
  }

  // MARK: Objects

  private func bytes(of objects: [RegisteredObject]) async throws(HubError) -> Int64 {
    var sum: Int64 = 0
    for object in objects { sum += try await blobs.sizeBytes(of: object.blob) ?? 0 }
    return sum
  }

  private func unownedBytes(besides known: Set<BlobKey>) async throws(HubError) -> Int64 {
    var sum: Int64 = 0
    var last: BlobKey?
    while true {
      let keys = try await blobs.list(after: last, limit: Self.page)
      guard let end = keys.last else { return sum }
      last = end
      for key in keys where !known.contains(key) { sum += try await blobs.sizeBytes(of: key) ?? 0 }
    }
  }

  private func restore(
    _ objects: [RegisteredObject], into result: inout RebuildResult, _ progress: RebuildProgress?
  ) async throws(HubError) {
    var group: [ReadObject] = []
    for object in objects {
      if let read = try await read(object, into: &result) {
        progress?.advances(read.arrival.sizeBytes)
        group.append(read)
      }
      if group.count == Self.group {
        try await index(group, into: &result)
        group = []
      }
    }
    try await index(group, into: &result)
  }

  /// Everything that neither the index nor the register speaks of. Signed reports are handed back, objects go to `clinic`.
  private func restoreUnowned(
    besides known: Set<BlobKey>, for clinic: ClinicID?, into result: inout RebuildResult, _ progress: RebuildProgress?
  ) async throws(HubError) -> [SignedFile] {
    var last: BlobKey?
    var reports: [SignedFile] = []
    while true {
      let keys = try await blobs.list(after: last, limit: Self.page)
      guard let end = keys.last else { return reports }
      last = end
      var objects: [RegisteredObject] = []
      for key in keys where !known.contains(key) {
        switch try await kind(of: key) {
        case .report(let file): reports.append(file)
        case .object(let format):
          guard let clinic else {
            result.ownerlessObjects += 1
            continue
          }
          objects.append(RegisteredObject(blob: key, format: format, clinic: clinic, receivedAt: clock.now().wall))
        case .damaged: result.damagedObjects += 1
        case .other: result.otherFiles += 1
        }
      }
      try await restore(objects, into: &result, progress)
    }
  }

  private enum Kind {
    case report(SignedFile)
    case object(ObjectFormat)
    case damaged, other
  }

  private func kind(of key: BlobKey) async throws(HubError) -> Kind {
    guard let size = try await blobs.sizeBytes(of: key) else { return .other }
    let start = try await blobs.read(key, range: 0..<min(size, Int64(FormatSniffer.startBytes)))
    let format = FormatSniffer.format(of: start)
    switch format {
    // A WFDB record's header ends where only its upload said.
    case .dicom: return .object(.dicom)
    case .device(let format): return .object(format)
    case .pdf where size <= SignedFile.largestBytes:
      let bytes: [UInt8]
      do throws(HubError) { bytes = try await blobs.read(key, range: nil) } catch {
        if error.code == .storeDamaged { return .damaged }
        throw error
      }
      let (root, now) = (root, clock.now().wall)
      return try await work.run { SignedFile(key: key, pdf: bytes, root: root, at: now) }.map(Kind.report) ?? .other
    default: return .other
    }
  }

  /// An object that was read again, and what it says.
  private struct ReadObject {
    var arrival: Arrival
    var registered: RegisteredObject
  }

  private func read(_ object: RegisteredObject, into result: inout RebuildResult) async throws(HubError) -> ReadObject? {
    guard let size = try await blobs.sizeBytes(of: object.blob) else {
      result.missingObjects += 1
      return nil
    }
    let clinicID = object.clinic
    guard let clinic = try await store.ask({ try $0.clinic(clinicID) }) else {
      result.ownerlessObjects += 1
      return nil
    }
    var arrival = object.arrival(sizeBytes: size)
    do throws(HubError) {
      let work = work
      let zone = clinic.timeZone
      var study = try await files.withFile(of: arrival) { path throws(HubError) in
        try await work.run {
          try StudyParser.parse(fileAt: path, format: object.format, headerBytes: object.headerBytes, digest: object.blob, timeZone: zone)
        }
      }
      try study.state(object.identity)
      try arrival.fill(from: study)
    } catch {
      switch error.code {
      case .storeDamaged: result.damagedObjects += 1
      case .storageFailed, .storageFull: throw error
      // It was sound when it was acknowledged, so it is what nobody named that is none.
      default: result.otherFiles += 1
      }
      return nil
    }
    return ReadObject(arrival: arrival, registered: object)
  }

  /// All in one commit; where one of them stands in the way, each in its own.
  private func index(_ group: [ReadObject], into result: inout RebuildResult) async throws(HubError) {
    guard !group.isEmpty else { return }
    let now = clock.now().wall
    do throws(HubError) {
      result.restoredObjects += try await store.commit { store in
        let jobs = try group.compactMap { try store.restore($0.arrival, $0.registered, at: now) }
        // The next start takes the screening jobs up.
        for (arrival, job) in jobs { _ = try indexing.index(arrival, job: job, in: store, at: now) }
        return jobs.count
      }
    } catch {
      if error.isWantOfStorage { throw error }
      for object in group { try await indexAlone(object, into: &result) }
    }
  }

  private func indexAlone(_ object: ReadObject, into result: inout RebuildResult) async throws(HubError) {
    let now = clock.now().wall
    guard let (arrival, job) = try await store.commit({ try $0.restore(object.arrival, object.registered, at: now) }) else { return }
    result.restoredObjects += 1
    do throws(HubError) { _ = try await indexing.index(arrival, job: job) } catch {
      if error.isWantOfStorage { throw error }
      try await indexing.quarantine(arrival, code: error.code, job: job)
    }
  }
}

/// How far a rebuild is, in bytes of objects.
package struct RebuildProgress: Sendable {
  /// Told once how much there is to read at most.
  package var begins: @Sendable (Int64) -> Void
  /// Told what was read since the last call.
  package var advances: @Sendable (Int64) -> Void
  package init(begins: @escaping @Sendable (Int64) -> Void, advances: @escaping @Sendable (Int64) -> Void) {
    self.begins = begins
    self.advances = advances
  }
}
