import HubAPI
import HubFlow
import HubModel

/// Critical values: told, answered, closed.
struct CriticalRoutes {
  let critical: CriticalValues

  var handlers: [Operation: HTTPHandler] {
    [
      .listCritical: { [critical] in
        let limit = Int(try $0.queryNumber("limit", standard: 100, in: 1...1_000))
        return try Answer.json(try await critical.page(includesClosed: $0.queryFlag("all"), limit: limit, by: $0.caller()))
      },
      .showCritical: { [critical] in try Answer.json(try await critical.episode($0.identifier("id"), by: $0.caller())) },
      .raiseCritical: { [critical] call in
        let new = try await JSONBody.decode(NewCritical.self, from: call.request)
        return try Answer.json(try await critical.raise(new, of: call.reading(), by: call.caller()), status: .created)
      },
      .acknowledgeCritical: { [critical] call in
        let answer = try await JSONBody.decode(CriticalAcknowledgement.self, from: call.request)
        return try Answer.json(try await critical.acknowledge(call.identifier("id"), answer, by: call.caller()))
      },
      .tellCritical: { [critical] call in
        let told = try await JSONBody.decode(CriticalCall.self, from: call.request)
        return try Answer.json(try await critical.tell(call.identifier("id"), told, by: call.caller()))
      },
      .closeCritical: { [critical] call in
        let closure = try await JSONBody.decode(CriticalClosure.self, from: call.request)
        return try Answer.json(try await critical.close(call.identifier("id"), closure, by: call.caller()))
      },
    ]
  }
}
