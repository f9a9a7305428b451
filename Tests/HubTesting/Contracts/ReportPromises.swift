import HubModel
import Testing

extension HubStoreContract {
  static let reportPromises: [HubStorePromise] = [
    HubStorePromise("report versions follow one another and are signed once", keepsReportVersions),
    HubStorePromise("a version that was signed before comes back behind a gap, and the next one follows it", restoresVersions),
    HubStorePromise("a version that waits for a second doctor gains one more signature and nothing else", reviewsOnce),
    HubStorePromise("a doctor's signed report that another one followed is told, the last first", tellsChanges),
    HubStorePromise("twenty signatures race for one version: one wins", signsOnce),
    HubStorePromise("deliveries are numbered by clinic without gaps; a cursor neither skips nor repeats", numbersDeliveries),
    HubStorePromise("the audit trail takes only the entry that follows its head", chainsAudit),
  ]

  private static func keepsReportVersions(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let reading = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    let first = try await store.write { try $0.addInventedVersion(of: reading.id, by: region.reader.id) }
    var again = first
    again.id = .unassigned
    await expectRefusal(.revisionConflict) { try await store.write { [again] in try $0.add(again) } }
    var unchained = again
    (unchained.number, unchained.previousDigest) = (2, .invented(1))
    await expectRefusal(.revisionConflict) { try await store.write { [unchained] in try $0.add(unchained) } }
    let second = try await store.write { try $0.addInventedVersion(of: reading.id, by: region.reader.id) }
    #expect(second.number == 2 && second.previousDigest == first.contentDigest)
    try await store.write { try $0.setPreparedPDF(.invented(60), of: second.id) }
    try await store.write { try $0.setPreparedPDF(.invented(61), of: second.id) }
    let signature = ReportSignature(signer: region.reader.id, signedAt: .invented(99), signedPDF: .invented(62))
    try await store.write { try $0.sign(second.id, with: signature) }
    var signed = second
    (signed.preparedPDF, signed.signature) = (.invented(61), signature)
    #expect(try await store.read { try $0.reportVersions(of: reading.id) } == [first, signed])
    #expect(try await store.read { try $0.reportVersion(second.id) } == signed)
    await expectRefusal(.alreadySigned) { try await store.write { try $0.sign(second.id, with: signature) } }
    await expectRefusal(.alreadySigned) { try await store.write { try $0.setPreparedPDF(.invented(63), of: second.id) } }
    await expectRefusal(.notFound) { try await store.write { try $0.sign(ReportVersionID(rawValue: 99), with: signature) } }
  }

  private static func restoresVersions(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let reading = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    var signed = try await store.write { try $0.addInventedVersion(of: reading.id, by: region.reader.id) }
    (signed.id, signed.number, signed.previousDigest, signed.contentDigest) = (.unassigned, 4, .invented(3), .invented(4))
    signed.signature = ReportSignature(signer: region.reader.id, signedAt: .invented(9), signedPDF: .invented(5))
    let restored = try await store.write { [signed] in try $0.restore(signed) }
    signed.id = restored.id
    #expect(try await store.read { try $0.reportVersions(of: reading.id) }.last == signed)
    await expectRefusal(.revisionConflict) { try await store.write { [signed] in try $0.restore(signed) } }
    #expect(try await store.write { try $0.addInventedVersion(of: reading.id, by: region.reader.id) }.number == 5)
    // Behind a floor no number is given out twice.
    try await store.write { try $0.set("1000000", forSetting: RebuiltStore.numberFloorSetting) }
    let next = try await store.write { try $0.addInventedReading(2, clinic: region.clinic) }
    #expect(next.id.rawValue == 1_000_001)
    #expect(try await store.write { try $0.addInventedReading(3, clinic: region.clinic) }.id.rawValue == 1_000_002)
    let delivery = try await store.write { [signed] in try $0.addDelivery(of: signed.id, reading: reading.id, to: region.clinic.id, at: .invented(1))
    }
    #expect(delivery.sequence == 1_000_001)
  }

  private static func reviewsOnce(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let version = try await store.write { transaction in
      try transaction.addInventedVersion(of: transaction.addInventedReading(1, clinic: region.clinic).id, by: region.reader.id)
    }
    let (first, second) = (
      ReportSignature(signer: region.reader.id, signedAt: .invented(1), signedPDF: .invented(1)),
      ReportSignature(signer: region.reader.id, signedAt: .invented(2), signedPDF: .invented(2))
    )
    await expectRefusal(.notForReview) { try await store.write { try $0.review(version.id, with: second) } }
    try await store.write { try $0.sign(version.id, with: first, needsReview: true) }
    #expect(try await store.read { try $0.reportVersion(version.id) }?.status == .preliminary)
    await expectRefusal(.alreadySigned) { try await store.write { try $0.sign(version.id, with: second, needsReview: false) } }
    try await store.write { try $0.setPreparedReview(.invented(8), of: version.id) }
    try await store.write { try $0.review(version.id, with: second) }
    var reviewed = version
    (reviewed.signature, reviewed.needsReview, reviewed.preparedReview, reviewed.review) = (first, true, .invented(8), second)
    #expect(try await store.read { try $0.reportVersion(version.id) } == reviewed)
    #expect(reviewed.status == .final && reviewed.issued == second)
    await expectRefusal(.notForReview) { try await store.write { try $0.review(version.id, with: first) } }
    await expectRefusal(.notForReview) { try await store.write { try $0.setPreparedReview(.invented(9), of: version.id) } }
  }

  private static func tellsChanges(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let other = try await store.write { transaction in
      var other = region.reader
      (other.id, other.name) = (.unassigned, "林涛")
      return try transaction.add(other).id
    }
    let author = region.reader.id
    // Followed by another, by oneself, by another without a signature, and a draft that another wrote on.
    let cases: [(by: ReaderID, firstIsSigned: Bool, secondIsSigned: Bool)] = [
      (other, true, true), (author, true, true), (other, true, false), (other, false, true), (other, true, true),
    ]
    var readings: [ReadingID] = []
    for (place, each) in cases.enumerated() {
      let reading = try await store.write { transaction in
        let reading = try transaction.addInventedReading(place + 1, clinic: region.clinic).id
        let first = try transaction.addInventedVersion(of: reading, by: author)
        let signature = ReportSignature(signer: author, signedAt: .invented(place), signedPDF: .invented(100 + place))
        if each.firstIsSigned { try transaction.sign(first.id, with: signature) }
        let second = try transaction.addInventedVersion(of: reading, by: each.by)
        let next = ReportSignature(signer: each.by, signedAt: .invented(10 + place), signedPDF: .invented(200 + place))
        if each.secondIsSigned { try transaction.sign(second.id, with: next) }
        return reading
      }
      readings.append(reading)
    }
    func told(to reader: ReaderID, since: Instant, limit: Int = 10) async throws -> [ChangedReport] {
      try await store.read { try $0.changedReports(of: reader, since: since, limit: limit) }
    }
    let all = [4, 0].map { ChangedReport(reading: readings[$0], version: 2, changedBy: other, signedAt: .invented(10 + $0)) }
    #expect(try await told(to: author, since: .invented(0)) == all)
    #expect(try await told(to: author, since: .invented(14)) == [all[0]])
    #expect(try await told(to: author, since: .invented(0), limit: 1) == [all[0]])
    #expect(try await told(to: author, since: .invented(15)).isEmpty)
    #expect(try await told(to: other, since: .invented(0)).isEmpty)
    // The other doctor saved once before what they signed.
    let late = try await store.write { transaction in
      let reading = try transaction.addInventedReading(9, clinic: region.clinic).id
      let first = try transaction.addInventedVersion(of: reading, by: author)
      try transaction.sign(first.id, with: ReportSignature(signer: author, signedAt: .invented(30), signedPDF: .invented(300)))
      _ = try transaction.addInventedVersion(of: reading, by: other)
      let last = try transaction.addInventedVersion(of: reading, by: other)
      try transaction.sign(last.id, with: ReportSignature(signer: other, signedAt: .invented(31), signedPDF: .invented(301)))
      return reading
    }
    #expect(try await told(to: author, since: .invented(20)) == [ChangedReport(reading: late, version: 3, changedBy: other, signedAt: .invented(31))])
  }

  private static func signsOnce(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let version = try await store.write { transaction in
      try transaction.addInventedVersion(of: transaction.addInventedReading(1, clinic: region.clinic).id, by: region.reader.id)
    }
    let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<20 {
        group.addTask {
          let signature = ReportSignature(signer: region.reader.id, signedAt: .invented(number), signedPDF: .invented(number))
          do {
            try await store.write { try $0.sign(version.id, with: signature) }
            return true
          } catch let error as HubError where error.code == .alreadySigned { return false }
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(wins == 1)
  }

  private static func numbersDeliveries(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    func deliver(_ number: Int, to clinic: Clinic) async throws -> Delivery {
      try await store.write { transaction in
        let reading = try transaction.addInventedReading(number, clinic: clinic)
        let version = try transaction.addInventedVersion(of: reading.id, by: region.reader.id)
        return try transaction.addDelivery(of: version.id, reading: reading.id, to: clinic.id, at: .invented(number))
      }
    }
    var ours: [Delivery] = []
    for number in 1...5 {
      ours.append(try await deliver(number, to: region.clinic))
      let foreign = try await deliver(100 + number, to: region.otherClinic)
      #expect(foreign.sequence == Int64(number))
    }
    #expect(ours.map(\.sequence) == [1, 2, 3, 4, 5])
    func page(after sequence: Int64, all: Bool = true, limit: Int = 9) async throws -> [Delivery] {
      try await store.read { try $0.deliveries(to: region.clinic.id, after: sequence, includingAcknowledged: all, limit: limit) }
    }
    #expect(try await page(after: 0, limit: 2) == Array(ours[0..<2]))
    #expect(try await page(after: 2) == Array(ours[2..<5]))
    #expect(try await page(after: 5).isEmpty)
    #expect(try await store.write { try $0.acknowledgeDelivery(to: region.clinic.id, sequence: 2, at: .invented(50)) })
    #expect(try await store.write { try $0.acknowledgeDelivery(to: region.clinic.id, sequence: 2, at: .invented(51)) } == false)
    #expect(try await page(after: 0, all: false).map(\.sequence) == [1, 3, 4, 5])
    #expect(try await store.read { try $0.delivery(to: region.clinic.id, sequence: 2)?.acknowledgedAt } == .invented(50))
    #expect(try await store.read { try $0.delivery(to: region.otherClinic.id, sequence: 2)?.acknowledgedAt } == nil)
    #expect(try await store.read { try $0.delivery(to: region.clinic.id, sequence: 6) } == nil)
    await expectRefusal(.notFound) { try await store.write { try $0.acknowledgeDelivery(to: region.clinic.id, sequence: 6, at: .invented(1)) } }
    let first = ours[0]
    await expectRefusal(.alreadyExists) {
      try await store.write { try $0.addDelivery(of: first.reportVersion, reading: first.reading, to: first.clinic, at: .invented(9)) }
    }
  }

  private static func chainsAudit(_ store: any HubStore) async throws {
    #expect(try await store.read { try $0.auditHead() } == .genesis)
    try await store.write { transaction in
      try transaction.appendInventedEntry(.hubStarted, subject: "hub")
      try transaction.appendInventedEntry(.objectStored, subject: "arrival:1")
    }
    let entries = try await store.read { try $0.auditEntries(after: 0, limit: 9) }
    #expect(entries.map(\.number) == [1, 2])
    #expect(entries.map(\.event.subject) == ["hub", "arrival:1"])
    #expect(entries[1].previousHash == entries[0].hash)
    #expect(try await store.read { try $0.auditHead() } == AuditHead(number: 2, hash: entries[1].hash))
    #expect(try await store.read { try $0.auditEntries(after: 1, limit: 9) } == [entries[1]])
    #expect(try await store.read { try $0.auditEntries(after: 0, limit: 1) } == [entries[0]])
    let actors: [Principal] = [.clinic(ClinicID(rawValue: 1)), .reader(ReaderID(rawValue: 2)), .administrator, .auditor, .hub]
    try await store.write { transaction in
      for actor in actors {
        let head = try transaction.auditHead()
        let event = AuditEvent(at: .invented(1), actor: actor, action: .opened, subject: "x", detail: "细节")
        try transaction.append(AuditEntry(number: head.number + 1, event: event, previousHash: head.hash, hash: head.hash.reversed()))
      }
    }
    #expect(try await store.read { try $0.auditEntries(after: 2, limit: 9) }.map(\.event.actor) == actors)
    await expectRefusal(.storeDamaged) { try await store.write { try $0.append(entries[1]) } }
    var wrongChain = entries[1]
    wrongChain.number = 8
    await expectRefusal(.storeDamaged) { try await store.write { [wrongChain] in try $0.append(wrongChain) } }
  }
}
