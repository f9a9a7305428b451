import HubAPI
import HubModel

extension HubSession {
  package func startBackup() async throws -> BackupStatus { try await post("admin/backup", Nothing()) }
  package func backup() async throws -> BackupStatus { try await get("admin/backup") }
}
