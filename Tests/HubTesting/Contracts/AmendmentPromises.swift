import HubModel
import Testing

extension HubStoreContract {
  static let amendmentPromises: [HubStorePromise] = [
    HubStorePromise("an amendment under way is kept whole, and its end leaves nothing", keepsAmendments),
    HubStorePromise("a version's kind of amendment is part of it", keepsKinds),
    HubStorePromise("a version is delivered once as preliminary and once as issued; a reading's deliveries are found in order", deliversTwice),
    HubStorePromise("a patient's episodes are found open and closed; a closed one opens again, alone", reopensEpisodes),
  ]

  private static func keepsAmendments(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let reading = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    #expect(reading.amendment == nil)
    var completed = reading
    (completed.state, completed.completedAt) = (.completed, .invented(80))
    let amendment = Amendment(
      kind: .withdrawn, reason: "误发“王某”\n另一行", version: 3, openedBy: region.reader.id, openedAt: .invented(90), tellsAgain: true)
    let open = try completed.amending(amendment, at: .invented(90), lease: .minutes(15))
    try await store.write { try $0.update(open) }
    #expect(try await store.read { try $0.reading(reading.id) } == open)
    let closed = try open.amendmentCanceled(by: region.reader.id, token: 1, at: .invented(91))
    try await store.write { try $0.update(closed) }
    let kept = try await store.read { try $0.reading(reading.id) }
    #expect(kept == closed && kept?.amendment == nil && kept?.completedAt == .invented(80))
  }

  private static func keepsKinds(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (reading, first) = try await store.write { store in
      let reading = try store.addInventedReading(1, clinic: region.clinic)
      return (reading, try store.addInventedVersion(of: reading.id, by: region.reader.id))
    }
    for (number, kind) in AmendmentKind.allCases.enumerated() {
      let kept = try await store.write { store in
        let last = try store.reportVersions(of: reading.id).last
        var next = first
        (next.id, next.number, next.previousDigest) = (.unassigned, number + 2, last?.contentDigest)
        (next.contentDigest, next.amendment) = (.invented(700 + number), kind)
        return try store.add(next)
      }
      #expect(try await store.read { try $0.reportVersion(kept.id) }?.amendment == kind)
    }
    #expect(try await store.read { try $0.reportVersions(of: reading.id) }.map(\.amendment) == [nil] + AmendmentKind.allCases)
  }

  private static func deliversTwice(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (reading, version) = try await store.write { store in
      let reading = try store.addInventedReading(1, clinic: region.clinic)
      return (reading.id, try store.addInventedVersion(of: reading.id, by: region.reader.id).id)
    }
    let deliver: @Sendable (Bool) async throws -> Delivery = { isPreliminary in
      try await store.write {
        try $0.addDelivery(of: version, reading: reading, to: region.clinic.id, at: .invented(1), isPreliminary: isPreliminary)
      }
    }
    let (early, issued) = try await (deliver(true), deliver(false))
    #expect(early.sequence == 1 && early.isPreliminary && issued.sequence == 2 && !issued.isPreliminary)
    for stage in [true, false] { await expectRefusal(.alreadyExists) { try await deliver(stage) } }
    #expect(try await store.read { try $0.deliveries(of: reading) } == [early, issued])
    #expect(try await store.read { try $0.deliveries(of: ReadingID(rawValue: 999)) }.isEmpty)
    #expect(try await store.read { try $0.delivery(to: region.clinic.id, sequence: 1) } == early)
  }

  private static func reopensEpisodes(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (reading, patient) = try await store.write { store in
      let reading = try store.addInventedReading(1, clinic: region.clinic)
      return (reading, try store.study(reading.study)?.patient)
    }
    let raised = CriticalEpisode.invented(of: reading, patient: patient)
    let closed = try await store.write { store in
      let closed = try store.add(raised).acknowledged(person: "张护士", action: "转院", by: .clinic(region.clinic.id), at: .invented(20))
        .closed(by: .reader(region.reader.id), text: nil, at: .invented(30))
      try store.update(closed)
      return closed
    }
    #expect(try await store.read { try $0.criticalEpisodes(of: closed.patient) } == [closed])
    #expect(try await store.read { try $0.criticalEpisodes(of: PatientID(rawValue: 999)) }.isEmpty)
    let finding = CriticalFinding.amended(.corrected, of: reading.id, reason: "x")
    let open = closed.amended(by: finding, reason: "x", by: .reader(region.reader.id), at: .invented(40), CriticalPolicy())
    try await store.write { try $0.update(open) }
    #expect(try await store.read { try $0.openCriticalEpisode(of: closed.patient) } == open)
    await expectRefusal(.alreadyExists) { try await store.write { try $0.add(raised) } }
  }
}
