import Foundation
import HTTPTypes
import HubAPI
import HubFlow
import HubModel
import HubTesting
import HummingbirdTesting
import Testing
import Trust

@testable import HubHTTP

@Suite("Uploads")
struct UploadTests {
  /// A sound DICOM ECG that lies in every clone.
  static func ecg() throws -> [UInt8] {
    Array(try Data(contentsOf: Samples.repository.appendingPathComponent("SampleStudies/ecg-old-infarct/ecg.dcm")))
  }

  static func key(of bytes: [UInt8]) throws -> BlobKey { try #require(BlobKey(rawValue: SHA256Digest(hashing: bytes).hex)) }

  private func open(_ caller: HubCaller, _ items: [(digest: BlobKey, sizeBytes: Int)]) async throws -> UploadOpened {
    let new = NewUpload(
      isUrgent: false, note: nil, identity: nil, isComplete: true,
      items: items.map { Upload.Item(digest: $0.digest, sizeBytes: Int64($0.sizeBytes), format: .dicom) })
    let response = try await caller.post("uploads", as: .clinic, new)
    #expect(response.status == .created)
    return try response.decoded()
  }

  @Test("an object is stored once; sent again it gets the same receipt; a new upload is told it is held")
  func storesOnce() async throws {
    let hub = try await TestHub()
    let bytes = try Self.ecg()
    let key = try Self.key(of: bytes)
    try await hub.serve { caller async throws in
      let upload = try await open(caller, [(key, bytes.count)])
      #expect(upload.held.isEmpty)
      let first = try await caller.call(.put, "uploads/\(upload.id)/objects/\(key)", as: .clinic, body: bytes)
      let second = try await caller.call(.put, "uploads/\(upload.id)/objects/\(key)", as: .clinic, body: bytes)
      #expect(first.status == .created && second.status == .ok)
      let receipts = [try first.decoded(ObjectReceipt.self), try second.decoded(ObjectReceipt.self)]
      #expect(receipts.map(\.result) == [.stored, .alreadyHeld])
      #expect(receipts[0].arrival == receipts[1].arrival && receipts[0].digest == key && receipts[0].sizeBytes == Int64(bytes.count))
      #expect(receipts[0].auditHead != nil)
      #expect(upload.auditHead == nil)
      let again = try await open(caller, [(key, bytes.count)])
      #expect(again.held == [key])
      let head = try #require(again.auditHead).head
      // The head covers the arrival, whose entry is older than that of this second announcement.
      let entries = try await hub.stages.auditing.entries(after: 0, limit: 5_000, by: .auditor).entries
      #expect(entries.first { $0.number == head.number }?.hash == head.hash.bytes)
      let stored = try #require(entries.first { $0.event.action == .objectStored })
      #expect(stored.number < head.number)
    }
    #expect(try hub.stagedFiles().isEmpty)
  }

  @Test("a disk that has gone is named in the log by its code, and the sender is told")
  func lostFolder() async throws {
    let hub = try await TestHub()
    let bytes = try Self.ecg()
    let key = try Self.key(of: bytes)
    try await hub.serve { caller async throws in
      let upload = try await open(caller, [(key, bytes.count)])
      try FileManager.default.moveItem(atPath: hub.stagingFolder, toPath: hub.stagingFolder + ".away")
      #expect(try await caller.call(.put, "uploads/\(upload.id)/objects/\(key)", as: .clinic, body: bytes).problem == .storageFailed)
      #expect(try await caller.get("readings/ZZZZZZ", as: .reader).problem == .notFound)
    }
    #expect(hub.log.lines.contains { $0.contains("PUT /api/v1/uploads/{id}/objects/{digest} 500") && $0.contains("clinic storage-failed") })
    #expect(hub.log.lines.contains { $0.contains("404") && $0.contains("reader not-found") })
  }

  @Test("wrong bytes, a wrong length and what is no file are refused with their codes; nothing is left and the clinic can see it")
  func refusesWrongBytes() async throws {
    let hub = try await TestHub()
    let bytes = try Self.ecg()
    let key = try Self.key(of: bytes)
    let junk = Array("this is not an ECG, nor anything else".utf8)
    let junkKey = try Self.key(of: junk)
    var flipped = bytes
    flipped[bytes.count / 2] ^= 1
    let changed = flipped
    try await hub.serve { caller async throws in
      let upload = try await open(caller, [(key, bytes.count), (junkKey, junk.count)])
      let path = "uploads/\(upload.id)/objects/"
      #expect(try await caller.call(.put, path + key.rawValue, as: .clinic, body: changed).problem == .digestMismatch)
      #expect(try await caller.call(.put, path + key.rawValue, as: .clinic, body: Array(bytes.dropLast())).problem == .lengthMismatch)
      #expect(try await caller.call(.put, path + key.rawValue, as: .clinic, body: bytes + [0]).problem == .lengthMismatch)
      #expect(try await caller.call(.put, path + key.rawValue, as: .clinic, body: []).problem == .lengthMismatch)
      #expect(try await caller.call(.put, path + junkKey.rawValue, as: .clinic, body: junk).problem == .notDICOM)
      #expect(try await caller.call(.put, path + BlobKey.invented(1).rawValue, as: .clinic, body: junk).problem == .notFound)
      let html: HTTPFields = [.contentType: "text/html"]
      #expect(try await caller.call(.put, path + key.rawValue, as: .clinic, headers: html, body: bytes).problem == .unsupportedMediaType)
      #expect(try hub.stagedFiles().isEmpty)

      let refusals: [RefusalRow] = try await caller.get("refusals", as: .clinic).decoded()
      #expect(refusals.map(\.code).sorted() == ["digest-mismatch", "length-mismatch", "length-mismatch", "length-mismatch", "not-dicom"])
      #expect(try await caller.get("refusals", as: .otherClinic).decoded([RefusalRow].self).isEmpty)
      #expect(try await caller.call(.put, path + key.rawValue, as: .clinic, body: bytes).status == .created)
    }
  }

  @Test("what is announced beyond the limit is refused before a byte is sent")
  func refusesTooLarge() async throws {
    var limits = IntakeLimits()
    limits.maximumObjectBytes = 1_000
    let hub = try await TestHub(limits: limits)
    try await hub.serve { caller async throws in
      let item = Upload.Item(digest: .invented(1), sizeBytes: 1_001, format: .dicom)
      let response = try await caller.post(
        "uploads", as: .clinic, NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: true, items: [item]))
      #expect(response.problem == .objectTooLarge && response.status.code == 413)
    }
  }

  @Test("100 copies at once become one object, and every sender is told so")
  func sameBytesAtOnce() async throws {
    let hub = try await TestHub()
    let bytes = try Self.ecg()
    let key = try Self.key(of: bytes)
    try await hub.serve { caller async throws in
      let upload = try await open(caller, [(key, bytes.count)])
      let receipts = try await withThrowingTaskGroup(of: ObjectReceipt.self) { group in
        for _ in 0..<100 {
          group.addTask { try await caller.call(.put, "uploads/\(upload.id)/objects/\(key)", as: .clinic, body: bytes).decoded() }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(receipts.map(\.arrival)).count == 1)
      #expect(receipts.filter { $0.result == .stored }.count == 1)
    }
    #expect(try hub.stagedFiles().isEmpty)
  }
}
