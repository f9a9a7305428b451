import HubAPI
import HubFlow

/// The audit trail, for those who may read it, and its signed end, for every clinic's receipt.
struct AuditRoutes {
  let auditing: Auditing

  var handlers: [Operation: HTTPHandler] {
    [
      .listAuditEntries: { [auditing] in
        let after = try $0.queryNumber("after", standard: 0, in: 0...Int64.max)
        let limit = Int(try $0.queryNumber("limit", standard: 1_000, in: 1...5_000))
        return try Answer.json(try await auditing.entries(after: after, limit: limit, by: $0.caller()))
      },
      .auditHead: { [auditing] in try Answer.json(try await auditing.signedHead(by: $0.caller())) },
    ]
  }
}
