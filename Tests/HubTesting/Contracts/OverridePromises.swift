import HubModel
import Testing

extension HubStoreContract {
  static let overridePromises: [HubStorePromise] = [
    HubStorePromise("a patient's readings come latest recording first, one kind only, and nobody else's", findsPatientsReadings),
    HubStorePromise("overrides add up in order; the last word of each reader on a code is counted by statement", countsOverrides),
  ]

  private static func findsPatientsReadings(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let readings = try await store.write { transaction in try (1...3).map { try transaction.addInventedReading($0, clinic: region.clinic) } }
    let studies = try await store.read { transaction in try readings.compactMap { try transaction.study($0.study) } }
    try #require(studies.count == 3)
    // The second study becomes one of the first's patient, a day earlier.
    var second = studies[1]
    second.patient = studies[0].patient
    second.startedAt = Instant(microseconds: 86_400_000_000)
    var first = studies[0]
    first.startedAt = Instant(microseconds: 2 * 86_400_000_000)
    try await store.write { [first, second] transaction in
      try transaction.update(first)
      try transaction.update(second)
    }
    try await store.read { transaction throws in
      #expect(try transaction.readings(ofPatient: studies[0].patient, kind: .ecg, limit: 9).map(\.id) == [readings[0].id, readings[1].id])
      #expect(try transaction.readings(ofPatient: studies[0].patient, kind: .ecg, limit: 1).map(\.id) == [readings[0].id])
      #expect(try transaction.readings(ofPatient: studies[0].patient, kind: .imaging, limit: 9).isEmpty)
      #expect(try transaction.readings(ofPatient: studies[2].patient, kind: .ecg, limit: 9).map(\.id) == [readings[2].id])
    }
  }

  private static func countsOverrides(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let reading = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    let words: [(ReaderID, String, StatementOverride.Verdict)] = [
      (region.reader.id, "AFIB", .overcalled), (region.reader.id, "AFIB", .withdrawn), (region.reader.id, "STEMI", .missed),
      (region.otherReader.id, "AFIB", .overcalled), (region.otherReader.id, "STEMI", .missed),
    ]
    let overrides = words.enumerated().map { index, word in
      StatementOverride(
        reading: reading.id, reader: word.0, at: Instant(microseconds: Int64(index)), algorithmVersion: "core-1", code: word.1, verdict: word.2)
    }
    try await store.write { transaction in for override in overrides { try transaction.add(override) } }
    let expected = [
      OverrideCount(code: "AFIB", algorithmVersion: "core-1", missed: 0, overcalled: 1),
      OverrideCount(code: "STEMI", algorithmVersion: "core-1", missed: 2, overcalled: 0),
    ]
    try await store.read { transaction throws in
      #expect(try transaction.overrides(of: reading.id) == overrides)
      #expect(try transaction.overrideCounts(of: nil) == expected)
      #expect(try transaction.overrideCounts(of: reading.hospital) == expected)
      #expect(try transaction.overrideCounts(of: HospitalID(rawValue: 99)).isEmpty)
    }
  }
}
