import HubAPI
import HubModel
import Trust

/// Sends files so that each ends with one result, and a second run sends only what the hub does not hold.
package struct Uploader: Sendable {
  private let session: HubSession
  private let options: UploadOptions
  private let report: @Sendable (UploadEvent) -> Void
  /// The most objects announced in one call; a hub takes 20,000.
  static let batchSize = 10_000

  package init(session: HubSession, options: UploadOptions, report: @escaping @Sendable (UploadEvent) -> Void) {
    self.session = session
    self.options = options
    self.report = report
  }

  /// - Returns: one result a file or pair: sent ones in the order of the plan, then what could not be sent, then what was ignored.
  /// - Throws: `bad-request` when `isComplete` is asked for more objects than one announcement holds; what opening the upload throws
  ///   (no credentials, hub unreachable); `CancellationError`.
  package func send(_ plan: UploadPlan) async throws -> [UploadResult] {
    guard !options.isComplete || plan.candidates.count <= Self.batchSize else {
      throw ClientError(HubError(.badRequest, "--manifest: \(Self.batchSize) objects at most"))
    }
    let refused = plan.refusals.map { UploadResult(files: [$0.path], error: ClientError(HubError($0.code))) }
    let ignored = plan.ignored.map { UploadResult(files: [$0], outcome: .ignored) }
    for result in refused { report(.finished(result)) }
    let digested = try await digest(plan.candidates)
    var results: [Int: UploadResult] = [:]
    for start in stride(from: 0, to: digested.count, by: Self.batchSize) {
      let batch = Array(digested[start..<min(start + Self.batchSize, digested.count)])
      for (index, result) in try await send(batch: batch).enumerated() { results[start + index] = result }
    }
    return digested.indices.compactMap { results[$0] } + refused + ignored
  }

  /// An object with its address, or the reason why it has none.
  private struct Digested: Sendable {
    var candidate: UploadCandidate
    var digest: BlobKey?
  }

  private func digest(_ candidates: [UploadCandidate]) async throws -> [Digested] {
    report(.preparing(objects: candidates.count, sizeBytes: candidates.reduce(0) { $0 + $1.sizeBytes }))
    var digested: [Digested] = []
    for candidate in candidates {
      try Task.checkCancellation()
      let key = try? await OffloadedWork.run { () throws -> String in
        var hasher = SHA256Hasher()
        for part in candidate.parts { try hasher.update(fileAt: part.path, range: 0..<part.sizeBytes) }
        return hasher.finalize().hex
      }
      digested.append(Digested(candidate: candidate, digest: key.flatMap(BlobKey.init)))
      report(.prepared(sizeBytes: candidate.sizeBytes))
    }
    return digested
  }

  private func send(batch: [Digested]) async throws -> [UploadResult] {
    var results = [UploadResult?](repeating: nil, count: batch.count)
    // The same bytes named twice are one object.
    var firstOf: [BlobKey: Int] = [:]
    for (index, object) in batch.enumerated() {
      guard let digest = object.digest else {
        results[index] = finish(UploadResult(files: object.candidate.paths, error: ClientError(.fileUnreadable)))
        continue
      }
      if firstOf[digest] == nil { firstOf[digest] = index }
    }
    guard !firstOf.isEmpty else { return results.compactMap { $0 } }
    let opened = try await open(firstOf.values.sorted().map { batch[$0] })
    let held = Set(opened.held)
    for (digest, index) in firstOf where held.contains(digest) {
      let object = batch[index].candidate
      results[index] = finish(
        UploadResult(
          files: object.paths, outcome: .alreadyHeld, digest: digest, sizeBytes: object.sizeBytes, auditHead: opened.auditHead))
    }
    let waiting = firstOf.filter { !held.contains($0.key) }.sorted { $0.value < $1.value }
    report(.held(objects: held.count, sizeBytes: firstOf.filter { held.contains($0.key) }.reduce(0) { $0 + batch[$1.value].candidate.sizeBytes }))
    report(.sending(objects: waiting.count, sizeBytes: waiting.reduce(0) { $0 + batch[$1.value].candidate.sizeBytes }))
    try await send(waiting.map { ($0.value, batch[$0.value].candidate, $0.key) }, upload: opened.id) { results[$0] = $1 }
    for (index, object) in batch.enumerated() where results[index] == nil {
      guard let digest = object.digest, let first = firstOf[digest], var twin = results[first] else { continue }
      twin.files = object.candidate.paths
      if twin.outcome == .stored { twin.outcome = .alreadyHeld }
      results[index] = finish(twin)
    }
    return results.compactMap { $0 }
  }

  private func open(_ objects: [Digested]) async throws -> UploadOpened {
    let items = objects.compactMap { object in
      object.digest.map {
        Upload.Item(
          digest: $0, sizeBytes: object.candidate.sizeBytes, format: object.candidate.format, headerBytes: object.candidate.headerBytes)
      }
    }
    return try await session.openUpload(
      NewUpload(isUrgent: options.isUrgent, note: options.note, identity: options.identity, isComplete: options.isComplete, items: items))
  }

  private func send(
    _ objects: [(index: Int, candidate: UploadCandidate, digest: BlobKey)], upload: UploadID, finished: (Int, UploadResult) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, UploadResult).self) { group in
      var next = 0
      func start() {
        guard next < objects.count else { return }
        let object = objects[next]
        next += 1
        group.addTask { (object.index, try await self.sendOne(object.candidate, digest: object.digest, upload: upload)) }
      }
      for _ in 0..<max(1, options.width) { start() }
      while let (index, result) = try await group.next() {
        finished(index, finish(result))
        start()
      }
    }
  }

  private func sendOne(_ candidate: UploadCandidate, digest: BlobKey, upload: UploadID) async throws -> UploadResult {
    do {
      let receipt = try await session.send(candidate.parts, digest: digest, upload: upload, isUrgent: options.isUrgent) { report(.sent(bytes: $0)) }
      let outcome: UploadResult.Outcome = receipt.result == .stored ? .stored : .alreadyHeld
      return UploadResult(files: candidate.paths, outcome: outcome, digest: digest, sizeBytes: candidate.sizeBytes, receipt: receipt)
    } catch let error as ClientError {
      return UploadResult(files: candidate.paths, error: error, digest: digest, sizeBytes: candidate.sizeBytes)
    }
  }

  private func finish(_ result: UploadResult) -> UploadResult {
    report(.finished(result))
    return result
  }
}
