import HubModel
import Testing

extension HubStoreContract {
  static let criticalPromises: [HubStorePromise] = [
    HubStorePromise("a patient has one open critical episode, and its events only grow", keepsEpisodes),
    HubStorePromise("critical episodes are found by tenant, state and due escalation", findsEpisodes),
  ]

  private static func keepsEpisodes(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (reading, patient) = try await store.write { store in
      let reading = try store.addInventedReading(1, clinic: region.clinic)
      return (reading, try store.study(reading.study)?.patient)
    }
    let raised = CriticalEpisode.invented(of: reading, patient: patient)
    let kept = try await store.write { try $0.add(raised) }
    #expect(try await store.read { try $0.criticalEpisode(kept.id) } == kept)
    #expect(try await store.read { try $0.openCriticalEpisode(of: kept.patient) } == kept)
    await expectRefusal(.alreadyExists) { try await store.write { try $0.add(raised) } }
    let cursor = try await store.read { try $0.criticalCursor(of: region.clinic.id) }
    let told = kept.notified(by: .clinic(region.clinic.id), at: .invented(20))
    try await store.write { try $0.update(told) }
    #expect(try await store.read { try $0.criticalEpisode(kept.id) } == told)
    #expect(try await store.read { try $0.criticalCursor(of: region.clinic.id) } > cursor)
    var rewritten = told
    rewritten.events[0].at = .invented(11)
    await expectRefusal(.storeDamaged) { try await store.write { [rewritten] in try $0.update(rewritten) } }
    let closed = try told.acknowledged(person: "张护士", action: "转院", by: .clinic(region.clinic.id), at: .invented(30))
      .closed(by: .reader(region.reader.id), text: nil, at: .invented(40))
    try await store.write { try $0.update(closed) }
    #expect(try await store.read { try $0.openCriticalEpisode(of: kept.patient) } == nil)
    let second = try await store.write { try $0.add(raised) }
    #expect(second.id != kept.id)
  }

  private static func findsEpisodes(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let episodes = try await store.write { store in
      try (1...3).map { number in
        let reading = try store.addInventedReading(number, clinic: region.clinic)
        return try store.add(CriticalEpisode.invented(of: reading, patient: store.study(reading.study)?.patient, at: .invented(number)))
      }
    }
    let ofClinic = try await store.read { try $0.criticalEpisodes(CriticalQuery(clinic: region.clinic.id)) }
    #expect(ofClinic.map(\.id) == episodes.reversed().map(\.id))
    #expect(try await store.read { try $0.criticalEpisodes(CriticalQuery(clinic: ClinicID(rawValue: 99))) }.isEmpty)
    #expect(try await store.read { try $0.criticalEpisodes(CriticalQuery(hospital: region.clinic.readBy, limit: 2)) }.count == 2)
    #expect(try await store.read { try $0.criticalEpisodes(CriticalQuery(states: [.acknowledged])) }.isEmpty)
    let due = try await store.read { try $0.criticalEpisodes(escalatingBefore: .invented(302), limit: 10) }
    #expect(due.map(\.id) == episodes.prefix(2).map(\.id))
  }
}
