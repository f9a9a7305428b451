import HTTPTypes
import HubModel
import Hummingbird
import Logging

/// A call's way to its stage.
typealias HTTPHandler = @Sendable (HTTPCall) async throws -> Response

/// Builds the router from the table: for each entry the bearer token is checked, then its handler runs.
struct HubRouter {
  let stages: HubHTTPStages
  let logger: Logger
  let limits: HubHTTPLimits

  /// - Throws: `internal-error` when an operation of the table has no handler.
  func responder() throws(HubError) -> some HTTPResponder<RequestState> {
    let router = Router(context: RequestState.self)
    let handlers = handlers()
    let pace = RequestPace(limits: limits)
    for entry in RouteTable.all {
      guard let handler = handlers[entry.operation] else { throw HubError(.internalError, "no handler for \(entry.operation)") }
      let edge = edge(for: entry)
      router.on(RouterPath(entry.path), method: entry.method.httpMethod) { request, state in
        await edge.answer(request) { record in
          let principal = entry.access == .open ? nil : try await stages.authentication.principal(of: request)
          record.note(principal)
          if let principal {
            try pace.admit(principal, to: entry.operation, isUrgent: request.isUrgent, at: stages.clock.now().monotonic)
          }
          let request = request.awaitingBody(on: state.channel)
          return try await handler(HTTPCall(request: request, parameters: state.parameters, principal: principal))
        }
      }
    }
    return FallbackResponder(routes: router.buildResponder(), edge: edge(for: nil))
  }

  private func edge(for entry: RouteTable.Entry?) -> Edge {
    Edge(entry: entry, clock: stages.clock, tally: stages.operating.tally, numbers: stages.requestNumbers, logger: logger)
  }

  private func handlers() -> [Operation: HTTPHandler] {
    let groups = [
      HubRoutes(stages: stages).handlers, OperationRoutes(operating: stages.operating, backingUp: stages.backingUp).handlers,
      AdministrationRoutes(stage: stages.administration).handlers,
      UploadRoutes(intake: stages.intake).handlers, StoreRoutes(intake: stages.intake).handlers,
      ReadingRoutes(worklist: stages.worklist, viewing: stages.viewing).handlers,
      VersionRoutes(reporting: stages.reporting, signing: stages.signing).handlers,
      OverrideRoutes(overriding: stages.overriding).handlers,
      ReportRoutes(delivering: stages.delivering, limits: limits).handlers,
      CriticalRoutes(critical: stages.critical).handlers, AuditRoutes(auditing: stages.auditing).handlers,
    ]
    return groups.reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }
  }
}

/// Answers what no route answers: 405 where the path exists with other methods, 404 elsewhere.
private struct FallbackResponder<Routes: HTTPResponder<RequestState>>: HTTPResponder {
  typealias Context = RequestState
  let routes: Routes
  let edge: Edge

  func respond(to request: Request, context: RequestState) async throws -> Response {
    let methods = RouteTable.methods(answeringTo: request.uri.path)
    if methods.contains(where: { $0.httpMethod == request.method }) { return try await routes.respond(to: request, context: context) }
    return await edge.answer(request) { _ in
      guard !methods.isEmpty else { throw HubError(.notFound) }
      throw MethodNotAllowed(allowed: methods)
    }
  }
}

/// `method-not-allowed` with what is allowed (RFC 9110 §15.5.6).
struct MethodNotAllowed: Error {
  let allowed: [RouteTable.Method]
}

extension RouteTable.Method {
  var httpMethod: HTTPRequest.Method {
    switch self {
    case .get: .get
    case .post: .post
    case .put: .put
    }
  }
}
