import HubAPI
import HubModel

extension HubSession {
  package func critical(includesClosed: Bool, limit: Int) async throws -> CriticalPage {
    try await get("critical", [("all", includesClosed ? "true" : nil), ("limit", String(limit))])
  }
  package func critical(_ id: CriticalEpisodeID) async throws -> CriticalRow { try await get("critical/\(id)") }
  /// Each call adds a finding.
  package func raiseCritical(_ new: NewCritical, of reading: ReadingID) async throws -> CriticalRow {
    try await post("readings/\(reading)/critical", new, isRepeatable: false)
  }
  package func acknowledge(_ id: CriticalEpisodeID, _ answer: CriticalAcknowledgement) async throws -> CriticalRow {
    try await post("critical/\(id)/acknowledgement", answer)
  }
  /// Each call adds a telephone notice.
  package func tell(_ id: CriticalEpisodeID, _ call: CriticalCall) async throws -> CriticalRow {
    try await post("critical/\(id)/calls", call, isRepeatable: false)
  }
  package func close(_ id: CriticalEpisodeID, _ closure: CriticalClosure) async throws -> CriticalRow {
    try await post("critical/\(id)/closure", closure, isRepeatable: false)
  }
}
