import HTTPTypes
import HubAPI
import HubModel
import HubTesting
import HummingbirdTesting

@testable import HubHTTP

/// What goes into a path's `{names}`.
struct PathNames: Sendable {
  var reading: String
  var upload: Int64
  var digest: BlobKey
  var arrival: Int64
  var sequence: Int64
  var critical: Int64
  var version = 1

  static let absent = PathNames(
    reading: ReadingID(rawValue: 999_999).description, upload: 999_999, digest: .invented(77), arrival: 999_999, sequence: 999_999,
    critical: 999_999)

  func path(of entry: RouteTable.Entry) -> String {
    let id = entry.path.contains("/readings/") ? reading : entry.path.contains("/critical/") ? String(critical) : String(upload)
    let values = [
      "{id}": id, "{code}": "NOBODY", "{digest}": digest.rawValue, "{arrival}": String(arrival),
      "{number}": String(version), "{study}": "1.2.3", "{sequence}": String(sequence),
    ]
    return values.reduce(entry.path) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
  }
}

/// Things that belong to `.clinic` and its hospital, and to nobody else.
struct TenantFacts: Sendable {
  let ids: PathNames
  let sequence: Int64

  static func make(in hub: TestHub) async throws -> TenantFacts {
    let region = hub.region
    let digest = BlobKey.invented(4)
    let (reading, arrival, delivery, upload, critical) = try await hub.store.write { store in
      let reading = try store.addInventedReading(1, clinic: region.clinic)
      guard case .stored(let arrival) = try store.add(Arrival.invented(1, from: region.clinic)) else { throw HubError(.internalError) }
      try store.setState(.indexed(reading.study), of: arrival)
      let version = try store.addInventedVersion(of: reading.id, by: region.reader.id)
      let signature = ReportSignature(signer: region.reader.id, signedAt: .invented(90), signedPDF: .invented(9))
      try store.sign(version.id, with: signature)
      let delivery = try store.addDelivery(of: version.id, reading: reading.id, to: region.clinic.id, at: .invented(91))
      let upload = try store.add(
        Upload(
          id: .unassigned, clinic: region.clinic.id, createdAt: .invented(0), isUrgent: false, note: nil, statedIdentity: nil, isComplete: true,
          items: [Upload.Item(digest: digest, sizeBytes: 4, format: .dicom)]))
      let critical = try store.add(CriticalEpisode.invented(of: reading, patient: store.study(reading.study)?.patient))
      return (reading, arrival, delivery, upload, critical)
    }
    let ids = PathNames(
      reading: reading.id.description, upload: upload.id.rawValue, digest: digest, arrival: arrival.rawValue, sequence: delivery.sequence,
      critical: critical.id.rawValue)
    return TenantFacts(ids: ids, sequence: delivery.sequence)
  }

  /// Configuration belongs to the administrator alone and has no tenants. A clinic's uploads and reports, a hospital's readings do.
  func isForeign(_ entry: RouteTable.Entry, to person: TestHub.Person) -> Bool {
    guard !entry.path.contains("/admin/") else { return false }
    if entry.path.contains("/critical/") { return person != .reader && person != .clinic }
    return entry.path.contains("/readings/") ? person != .reader : person != .clinic
  }
}

extension HubCaller {
  /// A well-formed call of an entry.
  func call(_ entry: RouteTable.Entry, as person: TestHub.Person, ids: PathNames) async throws -> TestResponse {
    let path = ids.path(of: entry)
    switch (entry.method, entry.operation.exampleBody) {
    case (.put, let body?):
      return try await call(.put, path, as: person, headers: [.contentType: "application/json"], body: Array(body.utf8))
    case (.put, nil): return try await call(.put, path, as: person, body: Array("1234".utf8))
    case (.post, let body?): return try await post(path, as: person, json: body)
    default: return try await call(entry.method.httpMethod, path, as: person)
    }
  }
}

extension Operation {
  /// A body that decodes; `nil` for calls without one.
  var exampleBody: String? {
    let digest = BlobKey.invented(5).rawValue
    return switch self {
    case .enrol: #"{"secret":"00","certificateRequest":""}"#
    case .addHospital: #"{"name":"温岭中医院"}"#
    case .addClinic: #"{"name":"新河卫生院","code":"XH","aeTitles":["XH_ECG"],"readBy":"温岭第一医院"}"#
    case .addReader: #"{"name":"王芳","hospital":"温岭第一医院","scopes":["ecg"]}"#
    case .openUpload: #"{"isUrgent":false,"isComplete":true,"items":[{"digest":"\#(digest)","sizeBytes":4,"format":"dicom"}]}"#
    case .claimNext: "{}"
    case .release, .renewLease, .prepareSignature, .prepareReview, .cancelAmendment: #"{"leaseToken":1}"#
    case .overrideStatement: #"{"code":"STEMI","verdict":"missed"}"#
    case .saveVersion: #"{"leaseToken":1,"basedOnVersion":0,"studyRevision":1,"findings":"a","impression":"b"}"#
    case .submitSignature, .submitReview: #"{"leaseToken":1,"preparedDigest":"\#(digest)","cms":"AAAA"}"#
    case .acknowledgeReport: #"{"pdfDigest":"\#(digest)"}"#
    case .raiseCritical: #"{"text":"a"}"#
    case .acknowledgeCritical: #"{"name":"a","action":"b"}"#
    case .tellCritical: #"{"personName":"a","text":"b"}"#
    case .closeCritical: "{}"
    case .returnReport: #"{"leaseToken":1,"reason":"a"}"#
    case .setRights: #"{"scopes":["ecg"]}"#
    case .amendReport: #"{"kind":"corrected","reason":"a","basedOnVersion":1}"#
    case .setAgreement: #"{"reviewedScopes":[]}"#
    case .setContacts: #"{"contacts":[]}"#
    default: nil
    }
  }
}
