import HTTPTypes
import HubAPI
import HubFlow
import HubModel
import Hummingbird
import Logging
import Synchronization

/// What every answer passes: refusal of encoded bodies, failures as problem documents, safe headers and one log line.
///
/// The line names the method, the route's template, the status, the time, the kind of caller and the code of a failure; never the path
/// itself, whose last part may be chosen by anyone, and never a person.
struct Edge: Sendable {
  /// `nil` where no route answers.
  let entry: RouteTable.Entry?
  let clock: any HubClock
  let tally: OperationTally
  let logger: Logger

  func answer(_ request: Request, _ handle: (RequestRecord) async throws -> Response) async -> Response {
    let start = clock.now().monotonic
    let record = RequestRecord()
    var response: Response
    do {
      if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
        throw HubError(.unsupportedMediaType, "Content-Encoding")
      }
      response = try await handle(record)
    } catch {
      response = ProblemResponse.make(for: error, record: record, logger: logger)
    }
    harden(&response, for: request)
    let elapsed = clock.now().monotonic - start
    tally.count(request: entry?.operation.rawValue ?? "none", status: response.status.code, seconds: elapsed.seconds)
    log(request, response, record, milliseconds: elapsed.microseconds / 1_000)
    return response
  }

  private func harden(_ response: inout Response, for request: Request) {
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.cacheControl] = "no-store"
    response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers[.referrerPolicy] = "no-referrer"
    if response.status.code >= 400, request.isBodyAwaited || hasLargeBody(request) { response.headers[.connection] = "close" }
  }

  /// A refused body that may still be on its way is not worth reading to its end: the connection is closed instead. So it is where the
  /// sender holds the body back: whether it still comes, or another request in its place, cannot be known.
  private func hasLargeBody(_ request: Request) -> Bool {
    if request.headers[.transferEncoding] != nil { return true }
    return request.headers[.contentLength].flatMap { Int64(digits: $0) }.map { $0 > 65_536 } ?? false
  }

  private func log(_ request: Request, _ response: Response, _ record: RequestRecord, milliseconds: Int64) {
    let route = entry?.path ?? "(no route)"
    let level: Logger.Level = response.status.code >= 500 ? .warning : .info
    let failure = record.problem.map { " " + $0.rawValue } ?? ""
    logger.log(level: level, "\(request.method.rawValue) \(route) \(response.status.code) \(milliseconds) ms \(record.callerKind)\(failure)")
  }
}

/// What is learned of a request while it is handled, for its log line.
final class RequestRecord: Sendable {
  private let kind = Mutex("-")
  private let failure = Mutex<ProblemCode?>(nil)

  func note(_ principal: Principal?) {
    let name =
      switch principal {
      case .clinic: "clinic"
      case .reader: "reader"
      case .administrator: "administrator"
      case .auditor: "auditor"
      case .hub: "hub"
      case nil: "-"
      }
    kind.withLock { $0 = name }
  }
  func note(_ problem: ProblemCode) { failure.withLock { $0 = problem } }
  var callerKind: String { kind.withLock { $0 } }
  var problem: ProblemCode? { failure.withLock { $0 } }
}

extension HTTPField.Name {
  static let referrerPolicy = Self("Referrer-Policy")!
}
