import Foundation
import HubModel
import StudyFormats

/// Makes an acknowledged object part of its patient, its study and its reading.
package struct Indexing: Sendable {
  private let store: any HubStore
  private let clock: any HubClock
  private let clocks: ClockPolicy

  package init(store: any HubStore, clock: any HubClock, clocks: ClockPolicy) {
    self.store = store
    self.clock = clock
    self.clocks = clocks
  }

  /// One commit: patient and study, the reading or its change, the screening job, the audit entry, the end of `job`. Safe to repeat.
  ///
  /// - Returns: the lane of the screening job, where there is one.
  func index(_ id: ArrivalID, job: JobID) async throws(HubError) -> Job.Lane? {
    let now = clock.now().wall
    return try await store.commit { store in try index(id, job: job, in: store, at: now) }
  }

  /// The same within a commit of the caller's.
  func index(_ id: ArrivalID, job: JobID, in store: any HubWriting, at now: Instant) throws -> Job.Lane? {
    guard let arrival = try store.arrival(id), arrival.state == .received else {
      try store.complete(job)
      return nil
    }
    let facts: ParsedStudy
    do { facts = try JSONDecoder().decode(ParsedStudy.self, from: Data(arrival.statedFacts)) } catch {
      throw HubError(.storeDamaged, "facts of arrival \(id)")
    }
    let upload = try arrival.route.uploadID.flatMap { try store.upload($0) }
    let study = try store.join(arrival, facts)
    try store.setState(.indexed(study.id), of: id)
    if facts.part != .attachment { try store.joinReading(study, arrival, facts, upload, at: now, clocks) }
    let lane = facts.part == .ecg ? try store.enqueueScreening(of: arrival, in: study.id, at: now) : nil
    try store.record(.objectIndexed, by: .hub, on: "arrival:\(id)", detail: "study \(study.id)", at: now)
    try store.complete(job)
    return lane
  }

  /// An object that cannot be indexed keeps its bytes and is shown to its clinic.
  func quarantine(_ id: ArrivalID, code: ProblemCode, job: JobID) async throws(HubError) {
    let now = clock.now().wall
    try await store.commit { store in
      guard let arrival = try store.arrival(id) else { return try store.complete(job) }
      try store.setState(.quarantined(code), of: id)
      try store.add(
        QuarantineEntry(
          clinic: arrival.clinic, route: arrival.route, receivedAt: arrival.receivedAt, code: code, digest: arrival.blob,
          sizeBytes: arrival.sizeBytes,
          sopInstanceUID: arrival.sopInstanceUID, areBytesKept: true))
      try store.record(.objectQuarantined, by: .hub, on: "arrival:\(id)", detail: code.rawValue, at: now)
      try store.complete(job)
    }
  }

  /// Studies whose manifest is fulfilled are closed. Returns how many uploads were.
  package func closeFulfilledManifests(limit: Int = 50) async throws(HubError) -> Int {
    let now = clock.now().wall
    let oldest = now - Self.manifestLife
    let open = try await store.ask { try $0.openManifests(createdAfter: oldest, limit: limit) }
    guard !open.isEmpty else { return 0 }
    return try await store.commit { store in try open.filter { try store.closeStudies(of: $0, at: now) }.count }
  }

  /// An upload that its sender has left unfinished for a day is closed by quiet like any other.
  private static let manifestLife = TimeSpan.hours(24)

  /// Studies without a manifest are closed when nothing has come for the quiet period. Returns how many were closed.
  package func closeQuietStudies(limit: Int = 200) async throws(HubError) -> Int {
    let now = clock.now().wall
    let before = now - clocks.quietPeriod
    guard try await !store.ask({ try $0.quietReadings(lastReceivedBefore: before, limit: 1) }).isEmpty else { return 0 }
    return try await store.commit { store in
      let quiet = try store.quietReadings(lastReceivedBefore: before, limit: limit)
      for reading in quiet { try store.markReady(reading, at: now) }
      return quiet.count
    }
  }
}

extension Route {
  fileprivate var uploadID: UploadID? {
    if case .upload(let id) = self { id } else { nil }
  }
}

extension HubWriting {
  func markReady(_ reading: Reading, at now: Instant) throws {
    guard reading.readiness == .receiving else { return }
    var ready = reading
    ready.readiness = .ready
    try update(ready)
    try record(.readingReady, by: .hub, on: "reading:\(reading.id)", at: now)
  }

  /// As urgent as its sender says, or as what is known of the study.
  fileprivate func enqueueScreening(of arrival: Arrival, in study: StudyID, at now: Instant) throws -> Job.Lane {
    let lane: Job.Lane = FileLimits.isLarge(arrival.sizeBytes) ? .long : .screening
    let reading = try reading(of: study)
    let isUrgent = arrival.isUrgent || reading?.isUrgent == true || reading?.grade == .critical
    _ = try enqueue(.screen(study, arrival.id), in: lane, isUrgent: isUrgent, notBefore: now)
    return lane
  }

  /// Closes the studies of an upload if every announced object is here and indexed; returns whether it was.
  fileprivate func closeStudies(of upload: Upload, at now: Instant) throws -> Bool {
    let digests = Set(upload.items.map(\.digest))
    let arrivals = try arrivals(among: Array(digests), of: upload.clinic)
    guard Set(arrivals.map(\.blob)) == digests, !arrivals.contains(where: { $0.state == .received }) else { return false }
    for study in Set(arrivals.compactMap(\.state.study)) {
      if let reading = try reading(of: study) { try markReady(reading, at: now) }
    }
    try closeManifest(upload.id)
    return true
  }
}

extension Arrival.State {
  fileprivate var study: StudyID? {
    if case .indexed(let study) = self { study } else { nil }
  }
}
