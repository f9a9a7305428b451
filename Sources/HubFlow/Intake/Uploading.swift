import HubAPI
import HubModel
import StudyFormats

extension Intake {
  /// Opens an upload and says which of its objects are here already.
  ///
  /// - Throws: `bad-request` for an empty, oversized or contradictory list; `object-too-large`.
  package func openUpload(_ new: NewUpload, by principal: Principal) async throws(HubError) -> UploadOpened {
    let clinic = try Access.requireClinic(principal)
    try check(new)
    try space.requireRoom()
    let now = clock.now().wall
    let upload = Upload(
      id: .init(rawValue: 0), clinic: clinic, createdAt: now, isUrgent: new.isUrgent, note: new.note, statedIdentity: new.identity,
      isComplete: new.isComplete, items: new.items)
    var opened = try await store.commit { store in
      let opened = try store.add(upload)
      try store.record(.uploadOpened, by: principal, on: "upload:\(opened.id)", detail: "\(new.items.count) items", at: now)
      let held = try store.settledDigests(of: new, from: clinic)
      return UploadOpened(id: opened.id, held: new.items.map(\.digest).filter(held.contains))
    }
    // What is held is not sent again, so this is the only receipt it can have; a fresh head covers it.
    if !opened.held.isEmpty { opened.auditHead = try await auditHeads.fresh() }
    return opened
  }

  private func check(_ new: NewUpload) throws(HubError) {
    guard !new.items.isEmpty, new.items.count <= limits.maximumItemsPerUpload else { throw HubError(.badRequest, "items") }
    guard (new.note?.count ?? 0) <= limits.maximumNoteCharacters else { throw HubError(.badRequest, "note") }
    if let identity = new.identity {
      guard identity.externalID.count <= 64, identity.issuer.count <= 64, identity.name.count <= 256 else { throw HubError(.badRequest, "identity") }
      if let birthDate = identity.birthDate, AgeRule.isDate(birthDate) == false { throw HubError(.badRequest, "birthDate") }
    }
    for item in new.items {
      guard item.sizeBytes > 0 else { throw HubError(.badRequest, "sizeBytes") }
      guard item.sizeBytes <= limits.maximumObjectBytes else { throw HubError(.objectTooLarge, "\(limits.maximumObjectBytes) bytes at most") }
      let isWFDB = item.format == .wfdb
      guard isWFDB == (item.headerBytes != nil), (item.headerBytes ?? 1) > 0, (item.headerBytes ?? 0) < item.sizeBytes else {
        throw HubError(.badRequest, "headerBytes")
      }
    }
  }

  /// What the clinic announced for this digest.
  ///
  /// - Throws: `not-found` for a foreign or absent upload or a digest that is not on its list.
  package func expectation(upload id: UploadID, digest: BlobKey, by principal: Principal) async throws(HubError) -> Upload.Item {
    let clinic = try Access.requireClinic(principal)
    let item = try await store.ask { store in
      try store.upload(id).flatMap { upload in upload.clinic == clinic ? upload.items.first { $0.digest == digest } : nil }
    }
    guard let item else { throw HubError(.notFound) }
    try space.requireRoom(for: item.sizeBytes)
    return item
  }

  /// Takes in one announced object whose bytes lie in the staging area. Safe to repeat: the same bytes get the same receipt.
  ///
  /// - Throws: `digest-mismatch`, `length-mismatch`, `object-conflict` or another refusal, after it was recorded.
  package func receive(upload id: UploadID, staged: StagedFile, announced digest: BlobKey, by principal: Principal) async throws(HubError)
    -> ObjectReceipt
  {
    let clinicID = try Access.requireClinic(principal)
    let found = try await store.ask { store in try (store.upload(id), store.clinic(clinicID)) }
    guard let upload = found.0, let clinic = found.1, upload.clinic == clinicID, let item = upload.items.first(where: { $0.digest == digest })
    else {
      discard(staged.path)
      throw HubError(.notFound)
    }
    let offer = Offer(
      clinic: clinic, route: .upload(id), bytes: .file(path: staged.path), knownDigest: staged.digest, format: item.format,
      headerBytes: item.headerBytes,
      isUrgent: upload.isUrgent, identity: upload.statedIdentity)
    let outcome = try await refusing(offer) { () async throws(HubError) in
      guard staged.sizeBytes == item.sizeBytes else { throw HubError(.lengthMismatch) }
      guard staged.digest == item.digest else { throw HubError(.digestMismatch) }
      return try await self.keep(try await self.inspect(offer, sizeBytes: staged.sizeBytes), of: offer)
    }
    return try await receipt(for: outcome)
  }

  private func receipt(for outcome: ArrivalOutcome) async throws(HubError) -> ObjectReceipt {
    let result: ObjectReceipt.Result
    let id: ArrivalID
    switch outcome {
    case .stored(let arrival): (result, id) = (.stored, arrival)
    case .alreadyHeld(let arrival): (result, id) = (.alreadyHeld, arrival)
    case .conflict: throw HubError(.objectConflict)
    }
    guard let arrival = try await store.ask({ try $0.arrival(id) }) else { throw HubError(.storeDamaged, "arrival") }
    return ObjectReceipt(
      result: result, arrival: id, digest: arrival.blob, sizeBytes: arrival.sizeBytes, receivedAt: Timestamp(arrival.receivedAt),
      auditHead: try await auditHeads.recent())
  }
}
