import Foundation
import HubAPI
import HubModel
import Trust

/// What a clinic does over HTTP, in a few calls.
extension WireClient {
  /// Opens an upload of DICOM files and returns it.
  func openUpload(
    _ objects: [[UInt8]], isUrgent: Bool = false, isComplete: Bool = false, identity: PatientIdentity? = nil, note: String? = nil
  ) throws -> UploadOpened {
    let items = objects.map { Upload.Item(digest: Digests.key($0), sizeBytes: Int64($0.count), format: .dicom, headerBytes: nil) }
    return try ask(.post("uploads", NewUpload(isUrgent: isUrgent, note: note, identity: identity, isComplete: isComplete, items: items)))
  }

  func put(_ object: [UInt8], to upload: UploadID, seconds: Int = 30) throws -> WireAnswer {
    try send(.put("uploads/\(upload)/objects/\(Digests.key(object))", object), seconds: seconds)
  }

  /// One object as an upload of its own.
  func upload(_ object: [UInt8], isUrgent: Bool = false, isComplete: Bool = true) throws -> WireAnswer {
    try put(object, to: openUpload([object], isUrgent: isUrgent, isComplete: isComplete).id)
  }

  /// Which of these the hub says it holds for this clinic.
  func held(among digests: [BlobKey]) throws -> Set<BlobKey> {
    let items = digests.map { Upload.Item(digest: $0, sizeBytes: 1, format: .dicom, headerBytes: nil) }
    let opened: UploadOpened = try ask(.post("uploads", NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: false, items: items)))
    return Set(opened.held)
  }

  func readings(kind: StudyKind? = nil, includesFinished: Bool = false) throws -> WorklistPage {
    let filter = (kind.map { "&kind=\($0.rawValue)" } ?? "") + (includesFinished ? "&finished=true" : "")
    return try ask(.get("readings?limit=500" + filter))
  }

  func detail(_ id: ReadingID) throws -> ReadingDetail { try ask(.get("readings/\(id)")) }

  /// All objects of all readings this reader sees (of one clinic), by SOP Instance UID.
  func objects(of clinicName: String? = nil) throws -> [String: (reading: ReadingID, object: ReadingDetail.Object)] {
    var found: [String: (reading: ReadingID, object: ReadingDetail.Object)] = [:]
    for row in try readings(includesFinished: true).readings where clinicName == nil || row.clinicName == clinicName {
      for object in try detail(row.id).objects { found[object.sopInstanceUID] = (row.id, object) }
    }
    return found
  }

  func bytes(of object: ReadingDetail.Object, in reading: ReadingID) throws -> [UInt8] {
    let answer = try send(.get("readings/\(reading)/objects/\(object.arrival)"))
    guard answer.isSuccess else { throw HarnessFailure("object \(object.arrival): \(answer.status) \(answer.text.prefix(200))") }
    return answer.body
  }
}

enum Digests {
  static func key(_ bytes: [UInt8]) -> BlobKey {
    guard let key = BlobKey(rawValue: SHA256Digest(hashing: bytes).hex) else { preconditionFailure("64 hexadecimal digits by construction") }
    return key
  }

  static func hex(ofFile path: String) throws -> String { try SHA256Digest(hashingFileAt: path).hex }
}

/// SHA-256 of what lies under an object's name: of all of it, and of a DICOM file's data set (of other files again of all).
struct ObjectDigests: Equatable {
  var whole: String
  var dataSet: String

  init(whole: String, dataSet: String) { (self.whole, self.dataSet) = (whole, dataSet) }

  init(ofFile path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    whole = SHA256Digest(hashing: bytes).hex
    dataSet = (try? PartTenFile(bytes)).map { SHA256Digest(hashing: $0.dataSet).hex } ?? whole
  }
}
