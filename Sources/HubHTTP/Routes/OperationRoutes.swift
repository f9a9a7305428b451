import HubAPI
import HubFlow
import HubModel

/// For whoever runs the hub: fit to work, and its numbers.
struct OperationRoutes {
  let operating: OperatingView
  let backingUp: BackingUp

  var handlers: [Operation: HTTPHandler] {
    [
      .ready: { [operating] _ in
        do throws(HubError) { try await operating.requireReady() } catch {
          // A reserve that is reached or a store that is silent: nothing should be sent here now.
          throw HubError(error.code == .storageFull ? .storageFull : .shuttingDown, error.code.rawValue)
        }
        return Answer.json(bytes: Array(#"{"status":"ready"}"#.utf8))
      },
      .startBackup: { [backingUp] in try Answer.json(try await backingUp.start(by: $0.caller())) },
      .showBackup: { [backingUp] in try Answer.json(try await backingUp.status(by: $0.caller())) },
      .metrics: { [operating] in
        Answer.text(try await operating.metrics(by: $0.caller()), type: "text/plain; version=0.0.4; charset=utf-8")
      },
    ]
  }
}
