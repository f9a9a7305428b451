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
  let numbers: RequestNumbers
  let logger: Logger

  func answer(_ request: Request, _ handle: (RequestRecord) async throws -> Response) async -> Response {
    let start = clock.now().monotonic
    let record = RequestRecord(id: numbers.next())
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
    response.headers[.requestID] = record.id
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
    guard level >= logger.logLevel else { return }
    let failure = record.problem.map { " " + $0.rawValue } ?? ""
    let line = "\(request.method.rawValue) \(route) \(response.status.code) \(milliseconds) ms \(record.callerKind)\(failure)"
    var facts: Logger.Metadata = [
      "request": "\(record.id)", "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(response.status.code)",
      "milliseconds": "\(milliseconds)", "caller": "\(record.callerKind)",
    ]
    if let problem = record.problem { facts["code"] = "\(problem.rawValue)" }
    if let clinic = record.clinic { facts["clinic"] = "\(clinic)" }
    logger.log(level: level, "\(line)", metadata: facts)
  }
}

/// Names for requests: unlike over restarts by the prefix, in their order by the number.
package final class RequestNumbers: Sendable {
  private let prefix: String
  private let count = Atomic<Int>(0)

  /// - Parameter prefix: drawn by chance at each start.
  package init(prefix: String) { self.prefix = prefix }

  func next() -> String { prefix + "-" + String(count.add(1, ordering: .relaxed).newValue, radix: 36) }
}

/// What is learned of a request while it is handled, for its log line.
final class RequestRecord: Sendable {
  /// Stands in the answer, in its problem document and in the log.
  let id: String
  private let kind = Mutex("-")
  private let clinicID = Mutex<ClinicID?>(nil)
  private let failure = Mutex<ProblemCode?>(nil)

  init(id: String) { self.id = id }

  func note(_ principal: Principal?) {
    if case .clinic(let id) = principal { clinicID.withLock { $0 = id } }
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
  var clinic: ClinicID? { clinicID.withLock { $0 } }
  var callerKind: String { kind.withLock { $0 } }
  var problem: ProblemCode? { failure.withLock { $0 } }
}

extension HTTPField.Name {
  static let referrerPolicy = Self("Referrer-Policy")!
  static let requestID = Self("X-Request-Id")!
}
