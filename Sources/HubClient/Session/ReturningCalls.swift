import HubAPI
import HubModel

extension HubSession {
  /// - Parameters:
  ///   - wait: how long the hub may hold the question open while there is nothing to say (long poll).
  ///   - alarms: cursor of the critical values seen, where somebody listens for them: what is answered then counts as told.
  package func reports(
    after cursor: Int64, alarms: Int64? = nil, includesAcknowledged: Bool, limit: Int, wait: TimeSpan
  ) async throws -> ReportPage {
    let seconds = max(0, wait.microseconds / 1_000_000)
    return try await get(
      "reports",
      [
        ("after", String(cursor)), ("all", includesAcknowledged ? "true" : nil), ("limit", String(limit)),
        ("wait", seconds > 0 ? String(seconds) : nil), ("alarms", alarms.map(String.init)),
      ], timeout: .seconds(seconds + 30))
  }
  package func reportPDF(_ sequence: Int64) async throws -> [UInt8] { try await download("reports/\(sequence)/pdf") }
  package func acknowledge(_ sequence: Int64, _ acknowledgement: ReportAcknowledgement) async throws -> ReportAcknowledged {
    try await post("reports/\(sequence)/acknowledgement", acknowledgement)
  }
}
