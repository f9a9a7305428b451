import HubModel
import Hummingbird

/// One request on its way to a stage: who asks, and the parts of the request the handlers may look at.
struct HTTPCall: Sendable {
  let request: Request
  let parameters: Parameters
  let principal: Principal?

  /// The caller of a call that asks for credentials.
  func caller() throws(HubError) -> Principal {
    guard let principal else { throw HubError(.notAuthenticated) }
    return principal
  }

  // MARK: Path

  /// A path parameter, percent-decoded. What cannot be a name is as absent as an unknown one.
  func text(_ name: String) throws(HubError) -> String {
    guard let raw = parameters.get(name), let text = raw.removingPercentEncodingStrictly, !text.isEmpty, text.utf8.count <= 256 else {
      throw HubError(.notFound)
    }
    return text
  }
  func number(_ name: String) throws(HubError) -> Int64 {
    guard let number = Int64(digits: try text(name)) else { throw HubError(.notFound) }
    return number
  }
  func identifier<Owner>(_ name: String, of _: Owner.Type = Owner.self) throws(HubError) -> Identifier<Owner> {
    Identifier(rawValue: try number(name))
  }
  func reading() throws(HubError) -> ReadingID {
    guard let id = ReadingID(text: try text("id")) else { throw HubError(.notFound) }
    return id
  }

  // MARK: Query

  func query(_ name: String) -> String? { request.uri.queryParameters.get(name) }

  /// A whole number from the query, `standard` when it is not there.
  ///
  /// - Throws: `bad-request` naming the parameter.
  func queryNumber(_ name: String, standard: Int64, in range: ClosedRange<Int64>) throws(HubError) -> Int64 {
    guard let text = query(name) else { return standard }
    guard let number = Int64(digits: text), range.contains(number) else {
      throw HubError(.badRequest, "\(name): \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
  func queryArrival() throws(HubError) -> ArrivalID? {
    guard query("arrival") != nil else { return nil }
    return ArrivalID(rawValue: try queryNumber("arrival", standard: 0, in: 1...Int64.max))
  }
  func queryFlag(_ name: String) throws(HubError) -> Bool {
    switch query(name) {
    case nil, "false": return false
    case "", "true": return true
    default: throw HubError(.badRequest, "\(name): true or false")
    }
  }
  func queryChoice<Choice: RawRepresentable & CaseIterable>(_ name: String, of _: Choice.Type) throws(HubError) -> Choice?
  where Choice.RawValue == String {
    guard let text = query(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw HubError(.badRequest, "\(name): " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}

extension Int64 {
  /// 1 to 19 decimal digits and nothing else; `Int64(_:)` alone would take a sign.
  init?(digits text: String) {
    guard (1...19).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self.init(text)
  }
}

extension String {
  /// `nil` for a bad escape, for bytes that are not UTF-8 and for control characters.
  var removingPercentEncodingStrictly: String? {
    guard let decoded = removingPercentEncoding, !decoded.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else { return nil }
    return decoded
  }
}
