import Foundation
import HubAPI
import HubModel

extension HubSession {
  package func startBackup() async throws -> BackupStatus { try await post("admin/backup", Nothing()) }
  package func backup() async throws -> BackupStatus { try await get("admin/backup") }

  /// The hub's numbers in Prometheus' text format; for an administrator's or an auditor's token.
  package func metrics() async throws -> String { String(decoding: try await perform(outside("/metrics"), isRepeatable: true), as: UTF8.self) }

  /// Asks whether the hub is alive.
  ///
  /// - Returns: the hub's time in whole seconds, where it says it.
  package func liveDate() async throws -> Instant? {
    let response = try await exchange.perform(outside("/health/live"), isRepeatable: true)
    guard response.status == 200 else { throw Self.refusal(response) }
    return response.date.flatMap(Self.instant)
  }

  /// - Throws: `storage-full`, `shutting-down` where the hub is not fit to take work now.
  package func requireReady() async throws { _ = try await perform(outside("/health/ready"), isRepeatable: true) }

  /// Sends so many bytes that the hub reads and refuses: nothing is kept of them. For a clinic's token.
  package func sendForNothing(byteCount: Int) async throws {
    var request = request(.post, "uploads")
    request.body = .json([UInt8](repeating: UInt8(ascii: " "), count: byteCount))
    let response = try await exchange.perform(request, isRepeatable: true)
    guard response.status == 400 else { throw Self.refusal(response) }
  }

  private func outside(_ path: String) -> ClientRequest {
    var request = request(.get, "")
    request.url = String(base.dropLast(Wire.root.count + 1)) + path
    request.timeout = .seconds(20)
    return request
  }

  /// IMF-fixdate (RFC 9110 §5.6.7).
  static func instant(_ text: String) -> Instant? {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format.date(from: text).map { Instant(microseconds: Int64($0.timeIntervalSince1970) * 1_000_000) }
  }
}
