import HubModel
import Testing

extension HubStoreContract {
  static let worklistPromises: [HubStorePromise] = [
    HubStorePromise("the worklist goes by priority, deadline, number, across kinds and scopes", ordersWorklist),
    HubStorePromise("a worklist row holds its study, patient, clinic and holder", fillsWorklistRows),
    HubStorePromise("a worklist row says how many objects came after the report that counts", countsLateObjects),
    HubStorePromise("each filter of the worklist leaves out what it names, alone and together", filtersWorklist),
    HubStorePromise("a lease is put on and taken off a reading and nothing else of it changes", updatesLeases),
    HubStorePromise("what is closed is left out whatever its place and number, but for what is being amended", closesSources),
    HubStorePromise("lapsed readings are those whose lease has run out, longest first", findsLapsedReadings),
    HubStorePromise("quiet readings are those still receiving without news", findsQuietReadings),
  ]

  private static func ordersWorklist(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let ids = try await store.write { transaction in
      func add(_ number: Int, _ kind: StudyKind, _ scope: ReadingScope, _ priority: Priority, _ deadline: Int) throws -> ReadingID {
        let clinic = number % 2 == 0 ? region.clinic : region.otherClinic
        return try transaction.addInventedReading(
          number, clinic: clinic, kind: kind, scope: scope, priority: priority, deadlineSeconds: deadline
        ).id
      }
      return [
        try add(1, .ecg, .ecg, .routine, 100), try add(2, .imaging, .ct, .emergency, 900), try add(3, .ecg, .ecg, .critical, 5_000),
        try add(4, .ecg, .ecg, .emergency, 900), try add(5, .imaging, .mr, .routine, 50), try add(6, .ecg, .ecg, .critical, 4_000),
      ]
    }
    let order = [5, 2, 1, 3, 4, 0].map { ids[$0] }
    let whole = try await store.read { try $0.worklist(WorklistQuery(hospital: region.hospital.id)) }
    #expect(whole.map(\.reading.id) == order)
    #expect(try await store.read { try $0.worklist(WorklistQuery()) } == whole)
    let firstTwo = try await store.read { try $0.worklist(WorklistQuery(hospital: region.hospital.id, limit: 2)) }
    #expect(firstTwo == Array(whole.prefix(2)))
  }

  private static func fillsWorklistRows(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let claimed = try await store.write { transaction in
      let reading = try transaction.addInventedReading(1, clinic: region.clinic)
      let claimed = try reading.claimed(by: region.reader.id, at: .invented(1), lease: .minutes(15))
      try transaction.update(claimed)
      return claimed
    }
    let rows = try await store.read { try $0.worklist(WorklistQuery(hospital: region.hospital.id)) }
    let row = try #require(rows.first)
    #expect(row.reading == claimed)
    #expect(try await store.read { try $0.study(claimed.study) } == row.study)
    #expect(try await store.read { try $0.patient(row.study.patient) } == row.patient)
    #expect(row.clinicName == region.clinic.name)
    #expect(row.holderName == region.reader.name)
  }

  private static func countsLateObjects(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let reading = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    @Sendable func late() async throws -> Int? {
      let (row, alone) = try await store.read { store in
        (try store.worklist(WorklistQuery(hospital: region.hospital.id)).first, try store.worklistRow(of: reading.id))
      }
      #expect(row == alone)
      return row?.lateObjectCount
    }
    @Sendable func grow() async throws {
      try await store.write { store in
        guard var study = try store.study(reading.study) else { throw HubError(.notFound) }
        study.revision += 1
        try store.update(study)
      }
    }
    let version = try await store.write { try $0.addInventedVersion(of: reading.id, by: region.reader.id) }
    let written = try #require(try await store.read { try $0.study(reading.study) }).revision - version.studyRevision
    try await grow()
    #expect(try await late() == 0, "a draft is no report")
    let signature = ReportSignature(signer: region.reader.id, signedAt: .invented(1), signedPDF: .invented(1))
    try await store.write { try $0.sign(version.id, with: signature, needsReview: true) }
    #expect(try await late() == 0, "a preliminary report does not count yet")
    try await store.write { try $0.review(version.id, with: signature) }
    #expect(try await late() == max(0, written + 1))
    try await grow()
    #expect(try await late() == max(0, written + 2))
    #expect(try await store.read { try $0.worklistRow(of: ReadingID(rawValue: 99)) } == nil)
  }

  private static func filtersWorklist(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let readings = try await store.write { transaction in
      let ecg = try transaction.addInventedReading(1, clinic: region.clinic)
      let receiving = try transaction.addInventedReading(2, clinic: region.clinic, kind: .imaging, scope: .ct, readiness: .receiving)
      let elsewhere = try transaction.addInventedReading(3, clinic: region.otherClinic, kind: .imaging, scope: .xray)
      let held = try transaction.addInventedReading(4, clinic: region.clinic)
        .claimed(by: region.reader.id, at: .invented(1), lease: .minutes(15))
      let done = try transaction.addInventedReading(5, clinic: region.otherClinic)
        .claimed(by: region.reader.id, at: .invented(1), lease: .minutes(15)).completed(by: region.reader.id, token: 1, at: .invented(2))
      try transaction.update(held)
      try transaction.update(done)
      return (ecg: ecg.id, receiving: receiving.id, elsewhere: elsewhere.id, held: held.id, done: done.id)
    }
    func ids(_ query: WorklistQuery) async throws -> Set<ReadingID> {
      Set(try await store.read { try $0.worklist(query) }.map(\.reading.id))
    }
    let (hospital, clinic) = (region.hospital.id, region.clinic.id)
    #expect(try await ids(WorklistQuery(hospital: hospital)) == [readings.ecg, readings.receiving, readings.elsewhere, readings.held])
    #expect(try await ids(WorklistQuery(hospital: HospitalID(rawValue: 99))).isEmpty)
    #expect(try await ids(WorklistQuery(clinic: clinic)) == [readings.ecg, readings.receiving, readings.held])
    #expect(try await ids(WorklistQuery(hospital: HospitalID(rawValue: 99), clinic: clinic)).isEmpty)
    #expect(try await ids(WorklistQuery(hospital: hospital, scopes: [.xray])) == [readings.elsewhere])
    #expect(try await ids(WorklistQuery(hospital: hospital, scopes: [])).isEmpty)
    #expect(try await ids(WorklistQuery(hospital: hospital, kind: .imaging)) == [readings.receiving, readings.elsewhere])
    #expect(try await ids(WorklistQuery(hospital: hospital, states: [.inProgress])) == [readings.held])
    #expect(try await ids(WorklistQuery(hospital: hospital, states: [.completed])) == [readings.done])
    let ready = WorklistQuery(hospital: hospital, clinic: clinic, states: [.scheduled], includesReceiving: false)
    #expect(try await ids(ready) == [readings.ecg])
  }

  private static func updatesLeases(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let reading = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    let claimed = try reading.claimed(by: region.reader.id, at: .invented(1), lease: .minutes(15))
    try await store.write { transaction in
      var other = claimed
      other.note = "不写入"
      other.priority = .critical
      try transaction.updateLease(of: other)
    }
    #expect(try await store.read { try $0.reading(reading.id) } == claimed)
    #expect(try await store.read { try $0.lapsedReadings(at: Moment.invented(901).monotonic, limit: 9) } == [claimed])
    let held = WorklistQuery(hospital: region.hospital.id, states: [.inProgress])
    #expect(try await store.read { try $0.worklist(held) }.map(\.reading) == [claimed])
    let released = try claimed.released(by: region.reader.id, token: 1, at: .invented(2))
    try await store.write { try $0.updateLease(of: released) }
    #expect(try await store.read { try $0.worklist(WorklistQuery(states: [.scheduled])) }.map(\.reading) == [released])
    var nobodys = released
    nobodys.id = ReadingID(rawValue: 99)
    await expectRefusal(.notFound) { try await store.write { [nobodys] in try $0.updateLease(of: nobodys) } }
  }

  private static func closesSources(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (amended, ct, open) = try await store.write { transaction in
      for number in 1...40 { _ = try transaction.addInventedReading(number, clinic: region.clinic, priority: .critical) }
      var amended = try transaction.addInventedReading(50, clinic: region.clinic)
      amended.amendment = Amendment(kind: .corrected, reason: "", version: 1, openedBy: region.reader.id, openedAt: .invented(1), tellsAgain: false)
      try transaction.update(amended)
      let ct = try transaction.addInventedReading(51, clinic: region.clinic, kind: .imaging, scope: .ct)
      return (amended.id, ct.id, try transaction.addInventedReading(52, clinic: region.otherClinic).id)
    }
    func ids(closing sources: Set<WorklistQuery.Source>, limit: Int = 50) async throws -> Set<ReadingID> {
      var query = WorklistQuery(hospital: region.hospital.id, limit: limit)
      query.closed = sources
      return Set(try await store.read { [query] in try $0.worklist(query) }.map(\.reading.id))
    }
    let ecgs = WorklistQuery.Source(clinic: region.clinic.id, scope: .ecg)
    #expect(try await ids(closing: []).count == 43)
    #expect(try await ids(closing: [ecgs]) == [amended, ct, open])
    #expect(try await ids(closing: [ecgs, .init(clinic: region.clinic.id, scope: .ct)]) == [amended, open])
    #expect(try await ids(closing: [ecgs, .init(clinic: region.otherClinic.id, scope: .ecg)], limit: 2) == [amended, ct])
    #expect(try await ids(closing: [.init(clinic: region.otherClinic.id, scope: .mr)], limit: 50).count == 43)
  }

  private static func findsLapsedReadings(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let claims = try await store.write { transaction in
      try [30, 10, 20].enumerated().map { number, seconds in
        let reading = try transaction.addInventedReading(number, clinic: region.clinic)
        let claimed = try reading.claimed(by: region.reader.id, at: .invented(0), lease: .seconds(Int64(seconds)))
        try transaction.update(claimed)
        return claimed
      }
    }
    func lapsed(_ seconds: Int, limit: Int = 9) async throws -> [Reading] {
      try await store.read { try $0.lapsedReadings(at: Moment.invented(seconds).monotonic, limit: limit) }
    }
    #expect(try await lapsed(9).isEmpty)
    #expect(try await lapsed(10) == [claims[1]])
    #expect(try await lapsed(99) == [claims[1], claims[2], claims[0]])
    #expect(try await lapsed(99, limit: 1) == [claims[1]])
    let released = try claims[1].released(by: region.reader.id, token: 1, at: .invented(5))
    try await store.write { try $0.update(released) }
    #expect(try await lapsed(20) == [claims[2]])
  }

  private static func findsQuietReadings(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let readings = try await store.write { transaction in
      try (0..<3).map { number in
        var reading = try transaction.addInventedReading(number, clinic: region.clinic, readiness: number == 2 ? .ready : .receiving)
        reading.lastReceivedAt = .invented(number * 10)
        try transaction.update(reading)
        return reading
      }
    }
    #expect(try await store.read { try $0.quietReadings(lastReceivedBefore: .invented(10), limit: 9) } == [readings[0]])
    #expect(try await store.read { try $0.quietReadings(lastReceivedBefore: .invented(99), limit: 9) } == [readings[0], readings[1]])
  }
}
