import BlobStores
import Foundation
import HubModel
import HubTesting
import StoreSQLite
import Testing
import Trust

@Suite struct ContractTests {
  @Test(arguments: HubStoreContract.cases)
  func sqliteKeepsTheHubStoreContract(_ promise: HubStorePromise) async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteHubStore(path: folder.file("hub.sqlite"))
    try await promise.check(store)
    #expect(try await store.integrityProblems() == [])
    await store.close()
  }

  @Test(arguments: BlobStoreContract.cases)
  func filesKeepTheBlobStoreContract(_ promise: BlobStorePromise) async throws {
    let folder = try TemporaryFolder()
    let store = try FileBlobStore(root: folder.file("objects"))
    let staging = try StagingArea(root: folder.file("incoming"), blobRoot: folder.file("objects"))
    try await promise.check(store) { bytes in try staging.stage(bytes) }
  }
}

extension StagingArea {
  /// Writes bytes as an intake would.
  func stage(_ bytes: [UInt8]) throws -> StagedFile {
    let path = root + "/" + UUID().uuidString
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    let digest = try #require(BlobKey(rawValue: SHA256Digest(hashing: bytes).hex))
    return StagedFile(path: path, digest: digest, sizeBytes: Int64(bytes.count))
  }
}
