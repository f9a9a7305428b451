/// `GET` and `POST /admin/backup`: how far the backup is.
package struct BackupStatus: Sendable, Codable, Equatable {
  package enum State: String, Sendable, Codable { case idle, running, done, failed }
  package var state: State
  package var startedAt: Timestamp?
  package var finishedAt: Timestamp?
  /// Objects the hub holds, and how many of them were looked at, and copied.
  package var objects: Int
  package var seenObjects: Int
  package var copiedObjects: Int
  package var copiedBytes: Int64
  /// The audit trail's last entry that the backup holds.
  package var auditNumber: Int64?
  /// Code of what went wrong.
  package var failure: String?
  package init(state: State) {
    self.state = state
    objects = 0
    seenObjects = 0
    copiedObjects = 0
    copiedBytes = 0
  }
}
