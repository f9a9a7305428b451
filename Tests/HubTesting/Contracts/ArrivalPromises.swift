import HubModel
import Testing

extension HubStoreContract {
  static let arrivalPromises: [HubStorePromise] = [
    HubStorePromise("an arrival comes back as it was added, by number, by digest and by study", keepsArrivals),
    HubStorePromise("same bytes again are held already, other bytes conflict, another clinic does not care", tellsSameFromConflict),
    HubStorePromise("a quarantined arrival leaves its UID free, but stays acknowledged", freesUIDsOfQuarantined),
    HubStorePromise("fifty identical arrivals at once: one stored, the rest held already", storesIdenticalOnce),
    HubStorePromise("states of an arrival; objects of a study in order of arrival", keepsArrivalStates),
    HubStorePromise("uploads keep their items; open manifests end when closed", keepsUploads),
    HubStorePromise("a clinic's refusals, newest first, and nobody else's", keepsQuarantine),
  ]

  private static func keepsArrivals(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let arrival = Arrival.invented(1, from: region.clinic)
    guard case .stored(let id) = try await store.write({ try $0.add(arrival) }) else { throw HubError(.internalError, "not stored") }
    var expected = arrival
    expected.id = id
    #expect(try await store.read { try $0.arrival(id) } == expected)
    let asked: [BlobKey] = [arrival.blob, .invented(77), arrival.blob]
    #expect(try await store.read { try $0.heldDigests(among: asked, of: region.clinic.id) } == [arrival.blob])
    #expect(try await store.read { try $0.heldDigests(among: asked, of: region.otherClinic.id) }.isEmpty)
    #expect(try await store.read { try $0.arrivals(among: asked, of: region.clinic.id) } == [expected])
    #expect(try await store.read { try $0.arrivals(among: asked, of: region.otherClinic.id) }.isEmpty)
  }

  private static func tellsSameFromConflict(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let arrival = Arrival.invented(1, from: region.clinic)
    guard case .stored(let id) = try await store.write({ try $0.add(arrival) }) else { throw HubError(.internalError, "not stored") }
    var sameBytes = arrival
    sameBytes.receivedAt = .invented(5)
    let sameBytesOutcome = try await store.write { [sameBytes] in try $0.add(sameBytes) }
    #expect(sameBytesOutcome == ArrivalOutcome.alreadyHeld(id))
    var otherBytes = arrival
    otherBytes.blob = .invented(4)
    let otherBytesOutcome = try await store.write { [otherBytes] in try $0.add(otherBytes) }
    #expect(otherBytesOutcome == ArrivalOutcome.conflict(with: id))
    let elsewhere = Arrival.invented(1, from: region.otherClinic)
    guard case .stored = try await store.write({ try $0.add(elsewhere) }) else { throw HubError(.internalError, "not stored") }
  }

  private static func freesUIDsOfQuarantined(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let arrival = Arrival.invented(1, from: region.clinic)
    guard case .stored(let id) = try await store.write({ try $0.add(arrival) }) else { throw HubError(.internalError, "not stored") }
    try await store.write { try $0.setState(.quarantined(.badWaveform), of: id) }
    #expect(try await store.read { try $0.arrival(id)?.state } == .quarantined(.badWaveform))
    #expect(try await store.read { try $0.heldDigests(among: [arrival.blob], of: region.clinic.id) } == [arrival.blob])
    guard case .stored(let again) = try await store.write({ try $0.add(arrival) }) else { throw HubError(.internalError, "not stored") }
    #expect(again != id)
  }

  private static func storesIdenticalOnce(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let outcomes = try await withThrowingTaskGroup(of: ArrivalOutcome.self) { group in
      for _ in 0..<50 { group.addTask { try await store.write { try $0.add(Arrival.invented(1, from: region.clinic)) } } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let stored = outcomes.compactMap { if case .stored(let id) = $0 { id } else { nil } }
    #expect(stored.count == 1)
    #expect(outcomes.filter { $0 == stored.first.map(ArrivalOutcome.alreadyHeld) }.count == 49)
  }

  private static func keepsArrivalStates(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    try await store.write { transaction in
      let reading = try transaction.addInventedReading(1, clinic: region.clinic)
      for number in [30, 10, 20] {
        guard case .stored(let id) = try transaction.add(Arrival.invented(number, from: region.clinic)) else { throw HubError(.internalError) }
        try transaction.setState(.indexed(reading.study), of: id)
      }
      let objects = try transaction.arrivals(in: reading.study)
      #expect(objects.map(\.sopInstanceUID) == ["2.25.30", "2.25.10", "2.25.20"])
      #expect(objects.allSatisfy { $0.state == .indexed(reading.study) })
    }
    await expectRefusal(.notFound) { try await store.write { try $0.setState(.received, of: ArrivalID(rawValue: 99)) } }
  }

  private static func keepsUploads(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let items = [
      Upload.Item(digest: .invented(1), sizeBytes: 10, format: .dicom),
      Upload.Item(digest: .invented(2), sizeBytes: 20, format: .wfdb, headerBytes: 8),
    ]
    func upload(_ seconds: Int, isComplete: Bool) -> Upload {
      Upload(
        id: .unassigned, clinic: region.clinic.id, createdAt: .invented(seconds), isUrgent: true, note: "胸痛",
        statedIdentity: PatientIdentity(externalID: "7", name: "李四", sex: .male), isComplete: isComplete, items: items)
    }
    let (late, early, partial) = (upload(20, isComplete: true), upload(10, isComplete: true), upload(15, isComplete: false))
    let added = try await store.write { transaction in try [late, early, partial].map { try transaction.add($0) } }
    #expect(try await store.read { try $0.upload(added[0].id) } == added[0])
    #expect(added[0].items == items)
    #expect(try await store.read { try $0.openManifests(createdAfter: .invented(0), limit: 9) } == [added[1], added[0]])
    #expect(try await store.read { try $0.openManifests(createdAfter: .invented(10), limit: 9) } == [added[0]])
    try await store.write { try $0.closeManifest(added[0].id) }
    #expect(try await store.read { try $0.openManifests(createdAfter: .invented(0), limit: 9) } == [added[1]])
    let arrival = Arrival.invented(1, from: region.clinic, route: .upload(added[0].id))
    try await store.write { transaction in
      guard case .stored(let id) = try transaction.add(arrival) else { throw HubError(.internalError) }
      #expect(try transaction.arrival(id)?.route == .upload(added[0].id))
    }
  }

  private static func keepsQuarantine(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    func entry(_ number: Int, _ code: ProblemCode) -> QuarantineEntry {
      QuarantineEntry(
        clinic: region.clinic.id, route: .dimse(callingAETitle: "SQT_ECG"), receivedAt: .invented(number), code: code,
        digest: number == 1 ? nil : .invented(number), sizeBytes: 5, sopInstanceUID: number == 1 ? nil : "2.25.1", areBytesKept: number == 2)
    }
    let entries = [entry(1, .notDICOM), entry(2, .objectConflict), entry(3, .truncated)]
    try await store.write { transaction in for entry in entries { try transaction.add(entry) } }
    #expect(try await store.read { try $0.quarantine(of: region.clinic.id, limit: 2) } == [entries[2], entries[1]])
    #expect(try await store.read { try $0.quarantine(of: region.clinic.id, limit: 9) } == entries.reversed())
    #expect(try await store.read { try $0.quarantine(of: region.otherClinic.id, limit: 9) }.isEmpty)
  }
}
