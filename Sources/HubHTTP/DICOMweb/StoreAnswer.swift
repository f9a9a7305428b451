import Foundation
import HTTPTypes
import HubFlow
import HubModel
import Hummingbird

/// The Store Instances Response Module in the DICOM JSON model (PS3.18 §I.2, annex F).
struct StoreAnswer {
  let results: [WebStored]

  /// 200 when all were stored, 202 when some were, 409 when none was (PS3.18 §10.5.3).
  var status: HTTPResponse.Status {
    let failures = results.count { $0.failure != nil }
    return failures == 0 ? .ok : failures < results.count ? .accepted : .conflict
  }

  func response() throws(HubError) -> Response {
    var response = Answer.json(bytes: try bytes())
    response.status = status
    response.headers[.contentType] = "application/dicom+json"
    return response
  }

  private func bytes() throws(HubError) -> [UInt8] {
    var dataSet: [String: Any] = [Tag.retrieveURL: ["vr": "UR"]]
    let stored = results.filter { $0.failure == nil }.compactMap(\.names).map(Self.reference)
    if !stored.isEmpty { dataSet[Tag.referencedSOPSequence] = ["vr": "SQ", "Value": stored] }
    let failed = results.compactMap { result -> [String: Any]? in
      guard let failure = result.failure, let names = result.names else { return nil }
      return Self.reference(names).merging(Self.reason(failure)) { first, _ in first }
    }
    if !failed.isEmpty { dataSet[Tag.failedSOPSequence] = ["vr": "SQ", "Value": failed] }
    // Nothing could be read that would name these.
    let others = results.filter { $0.names == nil }.compactMap(\.failure).map(Self.reason)
    if !others.isEmpty { dataSet[Tag.otherFailuresSequence] = ["vr": "SQ", "Value": others] }
    guard let data = try? JSONSerialization.data(withJSONObject: dataSet, options: [.sortedKeys]) else { throw HubError(.internalError, "answer") }
    return Array(data)
  }

  private enum Tag {
    static let sopClassUID = "00081150"
    static let sopInstanceUID = "00081155"
    static let retrieveURL = "00081190"
    static let failureReason = "00081197"
    static let failedSOPSequence = "00081198"
    static let referencedSOPSequence = "00081199"
    static let otherFailuresSequence = "0008119A"
    static let errorComment = "00000902"
  }

  private static func reference(_ names: ObjectNames) -> [String: Any] {
    [
      Tag.sopClassUID: ["vr": "UI", "Value": [names.sopClassUID]], Tag.sopInstanceUID: ["vr": "UI", "Value": [names.sopInstanceUID]],
    ]
  }

  private static func reason(_ code: ProblemCode) -> [String: Any] {
    [
      Tag.failureReason: ["vr": "US", "Value": [Int(code.storeStatus)]],
      // Not of the standard's module; the C-STORE's own word for why.
      Tag.errorComment: ["vr": "LO", "Value": [code.rawValue]],
    ]
  }
}
