import HubAPI
import HubFlow
import HubModel
import Hummingbird
import ServiceLifecycle

/// The way back to the clinic.
struct ReportRoutes {
  let delivering: Delivering
  let limits: HubHTTPLimits

  var handlers: [Operation: HTTPHandler] {
    [
      .listReports: { [self] in try Answer.json(try await poll($0)) },
      .reportPDF: { [delivering] in
        let sequence = try $0.number("sequence")
        let bytes = try await delivering.pdf(sequence: sequence, by: $0.caller())
        return Answer.download(bytes, type: "application/pdf", name: "report-\(sequence).pdf")
      },
      .reportJSON: { [delivering] in Answer.json(bytes: try await delivering.json(sequence: $0.number("sequence"), by: $0.caller())) },
      .acknowledgeReport: { [delivering] call in
        let acknowledgement = try await JSONBody.decode(ReportAcknowledgement.self, from: call.request)
        return try Answer.json(
          try await delivering.acknowledge(sequence: call.number("sequence"), acknowledgement, by: call.caller()))
      },
    ]
  }

  /// A long poll ends when the hub begins to stop, so that stopping never waits for it.
  private func poll(_ call: HTTPCall) async throws -> ReportPage {
    let cursor = try call.queryNumber("after", standard: 0, in: 0...Int64.max)
    let wait = try call.queryNumber("wait", standard: 0, in: 0...limits.maximumWaitSeconds)
    let limit = Int(try call.queryNumber("limit", standard: 100, in: 1...500))
    let alarms = call.query("alarms") == nil ? nil : try call.queryNumber("alarms", standard: 0, in: 0...Int64.max)
    let isAll = try call.queryFlag("all")
    let caller = try call.caller()
    let delivering = delivering
    do {
      return try await cancelWhenGracefulShutdown {
        try await delivering.page(
          after: cursor, alarms: alarms, includesAcknowledged: isAll, limit: limit, wait: .seconds(wait), by: caller)
      }
    } catch {
      if Task.isShuttingDownGracefully { throw HubError(.shuttingDown) }
      throw error
    }
  }
}
