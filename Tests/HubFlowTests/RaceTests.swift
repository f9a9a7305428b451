import Foundation
import HubAPI
import HubModel
import HubModelled
import HubTesting
import Testing
import Trust

/// Many at once, on the real store: who holds what, what is signed, what arrives. `make test-all` runs the full numbers.
@Suite("Races")
struct RaceTests {
  private static let isAll = ProcessInfo.processInfo.environment["READINGHUB_TEST_LEVEL"] == "all"

  /// What doctors were told.
  private actor Book {
    private(set) var claims: Set<String> = []
    private(set) var doubleClaims: [String] = []
    private(set) var signed: [ReadingID: [BlobKey]] = [:]
    private(set) var unexpected: [String] = []

    func claim(_ id: ReadingID, token: Int64) {
      if !claims.insert("\(id) \(token)").inserted { doubleClaims.append("\(id) token \(token)") }
    }
    func sign(_ id: ReadingID, _ digests: [BlobKey]) { signed[id, default: []] += digests }
    func fail(_ error: any Error) { unexpected.append("\(error)") }
  }

  @Test("200 doctors over 1,000 readings (200 but in test-all): never two holders, one signature and one delivery each")
  func doctors() async throws {
    let hub = try ModelledHub(in: await ModelledRegion())
    let (stages, clinic) = (hub.stages, hub.region.clinics[0])
    let count = Self.isAll ? 1_000 : 200
    let hospital = clinic.readBy
    let doctors = try await stages.store.write { store in
      for number in 0..<count {
        _ = try store.addInventedReading(number, clinic: clinic, kind: .imaging, scope: .xray, deadlineSeconds: 600 + (number * 7_919) % 10_000)
      }
      return try (0..<200).map { index in
        try store.add(Reader(id: .unassigned, name: "医师\(index)", hospital: hospital, scopes: Set(ReadingScope.allCases)))
      }
    }
    let book = Book()
    await withTaskGroup(of: Void.self) { group in
      for (index, doctor) in doctors.enumerated() {
        group.addTask {
          do { try await Self.work(doctor, stages, random: SeededRandom(seed: UInt64(index)), book) } catch {
            await book.fail(error)
          }
        }
      }
    }
    let (unexpected, doubles, signed, claims) = await (book.unexpected, book.doubleClaims, book.signed, book.claims)
    #expect(unexpected.isEmpty, "\(unexpected.prefix(3))")
    #expect(doubles.isEmpty, "\(doubles.prefix(3))")
    #expect(signed.count == count && signed.values.allSatisfy { Set($0).count == 1 })
    let clinicID = clinic.id
    let (deliveries, entries) = try await stages.store.read { store in
      (try store.deliveries(to: clinicID, after: 0, includingAcknowledged: true, limit: 10_000), try store.auditEntries(after: 0, limit: 100_000))
    }
    #expect(deliveries.map(\.sequence) == Array(1...Int64(count)) && Set(deliveries.map(\.reading)).count == count)
    #expect(entries.count { $0.event.action == .reportSigned } == count)
    #expect(entries.count { $0.event.action == .claimed } == claims.count)
  }

  /// Takes the next, writes, signs twice at once, until nothing is left; now and then gives one back.
  private static func work(_ doctor: Reader, _ stages: ModelledStages, random: SeededRandom, _ book: Book) async throws {
    let me = Principal.reader(doctor.id)
    while true {
      let claimed: Claimed
      do { claimed = try await stages.worklist.claimNext(kind: nil, by: me) } catch {
        guard error.code == .nothingToClaim else { throw error }
        return
      }
      let (id, token) = (claimed.reading.id, claimed.leaseToken)
      await book.claim(id, token: token)
      if random.next() % 10 == 0 {
        try await stages.worklist.release(id, leaseToken: token, by: me)
        continue
      }
      let last = try await stages.reporting.versions(of: id, by: me).versions.last?.number ?? 0
      let draft = NewReportVersion(
        leaseToken: token, basedOnVersion: last, studyRevision: 1, findings: "所见", impression: "诊断", readerGrade: nil)
      let version = try await stages.reporting.save(draft, for: id, by: me).number
      let prepared = try await stages.signing.prepare(id, version: version, leaseToken: token, by: me)
      let digest = try #require(BlobKey(rawValue: SHA256Digest(hashing: prepared).hex))
      let submission = SignatureSubmission(leaseToken: token, preparedDigest: digest, cms: PlainSealing.signature(of: doctor.id))
      async let first = stages.signing.submit(submission, for: id, version: version, by: me)
      async let second = stages.signing.submit(submission, for: id, version: version, by: me)
      let digests = try await [first.signedDigest, second.signedDigest]
      await book.sign(id, digests)
    }
  }

  @Test("10,000 deliveries (1,000 but in test-all) to ten clinics that lose every fifth answer: each once in effect, in order")
  func deliveries() async throws {
    let hub = try ModelledHub(in: await ModelledRegion())
    let stages = hub.stages
    let perClinic = Self.isAll ? 1_000 : 100
    let hospital = hub.region.clinics[0].readBy
    let reader = hub.region.readers[0]
    let clinics = try await stages.store.write { store in
      try (0..<10).map { index in
        try store.add(Clinic(id: .unassigned, name: "诊所\(index)", code: "D\(index)", aeTitles: ["D\(index)"], readBy: hospital))
      }
    }
    // Reports are issued while the clinics fetch.
    let kept = try await withThrowingTaskGroup(of: (ClinicID, [BlobKey])?.self) { group in
      for (index, clinic) in clinics.enumerated() {
        group.addTask {
          for number in 0..<perClinic { try await Self.issue(index * perClinic + number, to: clinic, by: reader, stages) }
          return nil
        }
        group.addTask {
          (clinic.id, try await Self.fetch(perClinic, clinic.id, stages, random: SeededRandom(seed: UInt64(index) + 99)))
        }
      }
      return try await group.reduce(into: [ClinicID: [BlobKey]]()) { if let found = $1 { $0[found.0] = found.1 } }
    }
    let entries = try await stages.store.read { try $0.auditEntries(after: 0, limit: 200_000) }
    #expect(entries.count { $0.event.action == .reportAcknowledged } == 10 * perClinic)
    for clinic in clinics {
      let owed = try await stages.store.read { store in
        try store.deliveries(to: clinic.id, after: 0, includingAcknowledged: true, limit: perClinic + 1).map { delivery in
          (delivery.sequence, try store.reportVersion(delivery.reportVersion)?.issued?.signedPDF, delivery.acknowledgedAt != nil)
        }
      }
      #expect(owed.map(\.0) == Array(1...Int64(perClinic)) && owed.allSatisfy(\.2))
      #expect(owed.compactMap(\.1) == kept[clinic.id], "clinic \(clinic.code) keeps other reports, or in another order")
    }
  }

  private static func issue(_ number: Int, to clinic: Clinic, by reader: Reader, _ stages: ModelledStages) async throws {
    try await stages.store.write { store in
      let reading = try store.addInventedReading(number, clinic: clinic, kind: .imaging, scope: .xray)
      let version = try store.addInventedVersion(of: reading.id, by: reader.id)
      try store.sign(version.id, with: ReportSignature(signer: reader.id, signedAt: .invented(9), signedPDF: .invented(7_000_000 + number)))
      _ = try store.addDelivery(of: version.id, reading: reading.id, to: clinic.id, at: .invented(10))
    }
  }

  /// As a clinic behind a bad line keeps reports: by number, never twice; what got lost is asked for again.
  private static func fetch(_ count: Int, _ clinic: ClinicID, _ stages: ModelledStages, random: SeededRandom) async throws -> [BlobKey] {
    func isLost() -> Bool { random.next() % 5 == 0 }
    let me = Principal.clinic(clinic)
    var kept: [Int64: BlobKey] = [:]
    var acknowledged: Set<Int64> = []
    while acknowledged.count < count {
      let page = try await stages.delivering.page(after: 0, includesAcknowledged: false, limit: 50, wait: .milliseconds(20), by: me)
      if isLost() { continue }
      for row in page.reports {
        let before = kept.updateValue(row.pdfDigest, forKey: row.sequence)
        #expect(before == nil || before == row.pdfDigest)
        let receipt = ReportAcknowledgement(pdfDigest: row.pdfDigest)
        _ = try await stages.delivering.acknowledge(sequence: row.sequence, receipt, by: me)
        // The hub has it, the clinic does not know: it says so again.
        while isLost() { _ = try await stages.delivering.acknowledge(sequence: row.sequence, receipt, by: me) }
        acknowledged.insert(row.sequence)
      }
    }
    return kept.sorted { $0.key < $1.key }.map(\.value)
  }
}
