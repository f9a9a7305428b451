import HubModel
import HubTesting
import StoreSQLite
import Testing

@Suite struct SQLiteHubStoreTests {
  @Test func opensDurable() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    #expect(store.durability.synchronous == 2)
    #expect(store.durability.journalMode == "wal")
    let region = try await store.write { try InventedRegion.add(to: $0) }
    #expect(try await store.read { try $0.clinics() } == [region.clinic, region.otherClinic])
    await store.close()
  }
}
