import Foundation
import HubModel
import HubTesting
import Testing

@testable import StoreSQLite

/// What can be taken over from a store's file in whatever state.
@Suite struct SalvageTests {
  private static let readingCount = 400

  private static func fill(_ path: String) async throws {
    let store = try SQLiteHubStore(path: path)
    let region = try await store.write { try InventedRegion.add(to: $0) }
    try await store.write { transaction in
      for number in 1...readingCount {
        guard case .stored(let object) = try transaction.add(Arrival.invented(number, from: region.clinic)) else { throw HubError(.internalError) }
        let reading = try transaction.addInventedReading(number, clinic: region.clinic)
        try transaction.setState(.indexed(reading.study), of: object)
        let version = try transaction.addInventedVersion(of: reading.id, by: region.reader.id)
        if number.isMultiple(of: 3) {
          try transaction.sign(version.id, with: ReportSignature(signer: region.reader.id, signedAt: .invented(1), signedPDF: .invented(number)))
          _ = try transaction.addDelivery(of: version.id, reading: reading.id, to: region.clinic.id, at: .invented(2))
        }
        try transaction.appendInventedEntry(.objectStored, subject: "arrival:\(object)")
      }
      try transaction.setToken(SecretDigest(bytes: [UInt8](repeating: 7, count: 32)), of: .administrator)
      try transaction.set("value", forSetting: "key")
    }
    await store.close()
  }

  private struct Counts: Equatable {
    var arrivals = 0
    var readings = 0
    var versions = 0
    var deliveries = 0
    var entries = 0
  }

  /// What a store that was made holds, read through the port: every row decodes.
  private static func counts(_ path: String) async throws -> Counts {
    let store = try SQLiteHubStore(path: path)
    #expect(try await store.integrityProblems().isEmpty)
    let counts = try await store.read { store in
      Counts(
        arrivals: try store.arrivals(after: .init(rawValue: 0), limit: 10_000).count,
        readings: try store.worklist(WorklistQuery(limit: 10_000)).count,
        versions: try store.reportVersions(after: .init(rawValue: 0), limit: 10_000).count,
        deliveries: try store.clinics().reduce(0) {
          try $0 + store.deliveries(to: $1.id, after: 0, includingAcknowledged: true, limit: 10_000).count
        },
        entries: try store.auditEntries(after: 0, limit: 10_000).count)
    }
    await store.close()
    return counts
  }

  @Test("a sound store is taken over whole, also from its log alone; the file itself stays as it is")
  func sound() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    try await Self.fill(path)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let result = try StoreSalvage.run(from: path, into: folder.file("new.sqlite"))
    #expect(result.isReadable && result.isWhole, "\(result)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    let expected = Counts(arrivals: 400, readings: 400, versions: 400, deliveries: 133, entries: 400)
    #expect(try await Self.counts(folder.file("new.sqlite")) == expected)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains(".source") })
  }

  @Test("without a file, with an empty one, one that is no database: a new store, and said to be not readable")
  func unreadable() async throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in [("absent", nil), ("empty", Data()), ("text", Data(repeating: 0x41, count: 20_000))] as [(String, Data?)] {
      if let bytes { try bytes.write(to: URL(fileURLWithPath: folder.file(name))) }
      let result = try StoreSalvage.run(from: folder.file(name), into: folder.file(name + ".new"))
      #expect(!result.isReadable && !result.isWhole && result.tables.isEmpty)
      #expect(try await Self.counts(folder.file(name + ".new")) == Counts())
    }
  }

  /// Pages of 4 KiB. A lost page costs the rows on it, and those that speak of them.
  @Test("a page overwritten anywhere but the first: most rows are taken over, all that is there is whole, and the loss is said", arguments: 0..<24)
  func damagedPages(_ seed: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.sqlite")
    try await Self.fill(path)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let random = SeededRandom(seed: UInt64(9_000 + seed))
    let pages = bytes.count / 4_096
    let page = 1 + Int(random.next() % UInt64(pages - 1))
    for index in page * 4_096..<(page + 1) * 4_096 { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let result = try StoreSalvage.run(from: path, into: folder.file("new.sqlite"))
    let found = try await Self.counts(folder.file("new.sqlite"))
    guard result.isReadable else { return #expect(found == Counts(), "page \(page)") }
    let whole = Counts(arrivals: 400, readings: 400, versions: 400, deliveries: 133, entries: 400)
    // A page of an index costs nothing; one of a table is said.
    if result.isWhole { #expect(found == whole, "page \(page): \(found)") } else { #expect(found != Counts(), "page \(page)") }
  }
}
