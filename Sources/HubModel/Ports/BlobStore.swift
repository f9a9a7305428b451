/// Bytes that have fully arrived in a file of the staging area and await their place.
package struct StagedFile: Sendable, Equatable {
  package var path: String
  package var digest: BlobKey
  package var sizeBytes: Int64
  package init(path: String, digest: BlobKey, sizeBytes: Int64) {
    self.path = path
    self.digest = digest
    self.sizeBytes = sizeBytes
  }
}

/// An object that has fully arrived and awaits its place.
package enum ObjectBytes: Sendable, Equatable {
  case memory([UInt8])
  /// In a file of the staging area.
  case file(path: String)
}

/// Objects by the SHA-256 of their bytes. Six verbs; everything else is built from them.
package protocol BlobStore: Sendable {
  /// Takes the staged file over. When this returns the bytes are durable (file and directory synced); a failed sync
  /// is never retried and then called success. Putting what is there already is success. The staged file is gone after
  /// success and left alone after failure.
  ///
  /// - Throws: `storage-full`, `storage-failed`.
  func put(_ file: StagedFile) async throws(HubError)
  /// Keeps an object that is in memory; for objects of up to a megabyte or so. When this returns the bytes are durable, as with a file.
  /// Blocks the calling thread meanwhile, which must be none of Swift's own.
  ///
  /// - Parameter examine: called once; finds the bytes sound and returns their SHA-256. The disk may begin to take them meanwhile, but they
  ///   count for nothing until it has returned, nor when it throws.
  /// - Returns: what `examine` returned.
  /// - Throws: what `examine` throws; `storage-full`, `storage-failed`.
  @discardableResult
  func put(_ bytes: [UInt8], examine: () throws(HubError) -> BlobKey) throws(HubError) -> BlobKey
  /// The bytes, or a range of them. A whole read is checked against the key.
  ///
  /// - Throws: `not-found`, `store-damaged` (digest differs), `storage-failed`.
  func read(_ key: BlobKey, range: Range<Int64>?) async throws(HubError) -> [UInt8]
  /// How long it is; `nil` when it is not there.
  func sizeBytes(of key: BlobKey) async throws(HubError) -> Int64?
  /// Deleting what is not there is success.
  func delete(_ key: BlobKey) async throws(HubError)
  /// Keys in ascending order after `key`.
  func list(after key: BlobKey?, limit: Int) async throws(HubError) -> [BlobKey]
}

extension BlobStore {
  package func contains(_ key: BlobKey) async throws(HubError) -> Bool { try await sizeBytes(of: key) != nil }

  /// `put` of bytes whose SHA-256 is known.
  package func put(_ bytes: [UInt8], as key: BlobKey) throws(HubError) {
    try put(bytes) { () throws(HubError) in key }
  }
}
