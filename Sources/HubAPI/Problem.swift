import HubModel

/// A problem document (RFC 9457), media type `application/problem+json`.
package struct Problem: Sendable, Codable, Equatable {
  /// `urn:readinghub:problem:` and the code.
  package var type: String
  /// The English sentence of the code.
  package var title: String
  /// The Chinese sentence of the code.
  package var titleChinese: String
  package var status: Int
  /// Kept as text so that a client of an older version still shows a newer code.
  package var code: String
  /// Numbers and limits; never patient data.
  package var detail: String?
  /// The request's name in the hub's log.
  package var request: String?
  package init(_ error: HubError, status: Int, request: String? = nil) {
    self.request = request
    type = "urn:readinghub:problem:" + error.code.rawValue
    title = error.code.sentence.english
    titleChinese = error.code.sentence.chinese
    self.status = status
    code = error.code.rawValue
    detail = error.detail.isEmpty ? nil : error.detail
  }
}

/// Names of things that stand on the wire in more than one place.
package enum Wire {
  package static let root = "/api/v1"
  package static let problemMediaType = "application/problem+json"
  /// The most bytes of a JSON request body.
  package static let maximumJSONBytes = 4 << 20
}
