import Foundation
import HubAPI
import HubModel

/// What another hospital and its clinic have: one waiting and one reported study, an upload, a report.
struct Foreign {
  var waiting: ReadingID
  var reported: ReadingID
  var arrival: ArrivalID
  var upload: UploadID
  var critical: CriticalEpisodeID
  var digests: [BlobKey]
  var object: [UInt8]
  /// Words that may stand in no answer to anybody else.
  var secrets: [String]

  /// Values of the same shape that name nothing.
  var absent: [String: String] {
    [
      "id": "999999", "reading": "ZZZZZZ", "arrival": "999999", "digest": String(repeating: "0", count: 64), "number": "1", "sequence": "999999",
      "code": "NOSUCH",
    ]
  }

  /// What to try with a call: names for the report of a failure, values for the path.
  func idSets(for call: PublishedCall) -> [(String, [String: String])] {
    let common = ["arrival": "\(arrival)", "digest": digests[0].rawValue, "number": "1", "sequence": "1", "code": "OTHERCLINIC"]
    if call.path.contains("/readings/") {
      return [("waiting", common.merging(["reading": "\(waiting)"]) { $1 }), ("reported", common.merging(["reading": "\(reported)"]) { $1 })]
    }
    if call.path.contains("/critical/") { return [("foreign", common.merging(["id": "\(critical)"]) { $1 })] }
    return [("foreign", common.merging(["id": call.path.contains("/uploads/") ? "\(upload)" : "1"]) { $1 })]
  }

  func request(_ call: PublishedCall, _ values: [String: String]) throws -> WireRequest {
    var values = values
    if call.path.contains("/readings/") { values["id"] = values["reading"] }
    return WireRequest(method: call.method, path: call.filled(values), headers: headers(of: call), body: try body(of: call))
  }

  private func headers(of call: PublishedCall) -> [(String, String)] {
    switch (call.method, call.operation) {
    case (_, "putObject"): [("Content-Type", "application/octet-stream")]
    case ("PUT", _), ("POST", _): [("Content-Type", "application/json")]
    default: []
    }
  }

  /// A body that would do if the thing were one's own.
  private func body(of call: PublishedCall) throws -> [UInt8] {
    let encoder = JSONEncoder()
    switch call.operation {
    case "putObject": return object
    case "release", "renewLease", "prepareSignature", "prepareReview", "cancelAmendment": return Array(try encoder.encode(LeaseAct(leaseToken: 1)))
    case "saveVersion":
      return Array(
        try encoder.encode(
          NewReportVersion(leaseToken: 1, basedOnVersion: 0, studyRevision: 1, findings: "x", impression: "y", readerGrade: nil)))
    case "submitSignature", "submitReview":
      return Array(try encoder.encode(SignatureSubmission(leaseToken: 1, preparedDigest: digests[0], cms: "MAA=")))
    case "raiseCritical": return Array(try encoder.encode(NewCritical(text: "x")))
    case "acknowledgeCritical": return Array(try encoder.encode(CriticalAcknowledgement(name: "x", action: "y")))
    case "tellCritical": return Array(try encoder.encode(CriticalCall(callerName: nil, personName: "x", text: "y")))
    case "closeCritical": return Array(try encoder.encode(CriticalClosure(note: nil)))
    case "returnReport": return Array(try encoder.encode(ReviewReturn(leaseToken: 1, reason: "x")))
    case "amendReport": return Array(try encoder.encode(NewAmendment(kind: .corrected, reason: "x", basedOnVersion: 1)))
    case "setAgreement": return Array(try encoder.encode(Agreement()))
    case "setRights": return Array(try encoder.encode(ReaderRights(scopes: [.ecg], licence: nil)))
    case "setContacts": return Array(try encoder.encode(ClinicContacts(contacts: [])))
    case "overrideStatement": return Array(try encoder.encode(NewOverride(code: "STEMI", verdict: .missed)))
    case "acknowledgeReport": return Array(try encoder.encode(ReportAcknowledgement(pdfDigest: digests[1])))
    default: return []
    }
  }
}

extension TenancyTests {
  private static let foreignWords = "疑似主动脉夹层"

  static func makeForeign(in region: Region) throws -> Foreign {
    try region.tool.expect(["admin", "hospital", "add", otherHospital], profile: "admin")
    try region.addClinic(otherClinic, readBy: otherHospital)
    try region.addReader(otherReader, reads: "ecg", hospital: otherHospital)
    let objects = try region.sendECGs(2, from: otherClinic)
    let readings = try region.waitForReadings(2, of: otherReader)
    let issued = try region.issueReport(on: readings[0].id, by: otherReader)
    let detail = try region.client(otherReader).detail(readings[1].id)
    let upload = try region.client(otherClinic).openUpload(objects)
    let critical: CriticalRow = try region.client(otherReader).ask(
      .post("readings/\(readings[1].id)/critical", NewCritical(text: foreignWords)))
    let report: ReportPage = try region.client(otherClinic).ask(.get("reports"))
    guard report.reports.count == 1, let object = detail.objects.first else { throw HarnessFailure("the other clinic's report is not there") }
    return Foreign(
      waiting: readings[1].id, reported: issued.reading, arrival: object.arrival, upload: upload.id, critical: critical.id,
      digests: [object.digest, issued.signedDigest],
      object: objects[0],
      secrets: [foreignWords, otherClinic.name, otherReader.name, otherHospital, readings[0].patientName, detail.studyInstanceUID])
  }
}
