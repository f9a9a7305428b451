import HubAPI
import HubFlow
import HubModel

/// What readers say of the core's statements.
struct OverrideRoutes {
  let overriding: Overriding

  var handlers: [Operation: HTTPHandler] {
    [
      .overrideStatement: { [overriding] call in
        let new = try await JSONBody.decode(NewOverride.self, from: call.request)
        return try Answer.json(try await overriding.override(new, of: call.reading(), by: call.caller()), status: .created)
      },
      .countOverrides: { [overriding] in try Answer.json(try await overriding.counts(by: $0.caller())) },
    ]
  }
}
