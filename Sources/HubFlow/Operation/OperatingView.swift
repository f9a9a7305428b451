import HubModel
import Synchronization

/// What an operator watches: is the hub fit to work, and its numbers. Counts and times only: no person, no clinic by name.
package struct OperatingView: Sendable {
  private let store: any HubStore
  private let clock: any HubClock
  private let space: SpaceGuard
  package let tally: OperationTally
  private let probe: WriteProbe?
  private let startedAt: Instant
  private let stopping = StopFlag()
  private let certificate = CertificateEnd()

  package init(store: any HubStore, clock: any HubClock, space: SpaceGuard, tally: OperationTally, probe: WriteProbe? = nil) {
    self.probe = probe
    self.store = store
    self.clock = clock
    self.space = space
    self.tally = tally
    startedAt = clock.now().wall
  }

  /// From here on the hub says that it is not ready: it finishes what it has and takes nothing new for long.
  package func beginStopping() { stopping.set() }

  /// From here on the numbers tell when the server's certificate ends.
  package func watchCertificate(_ notAfterSeconds: @escaping @Sendable () -> Int64) { certificate.ask.withLock { $0 = notAfterSeconds } }

  /// Whether the store answers at all.
  package func isAlive() async -> Bool { (try? await store.ask { try $0.auditHead() }) != nil }

  /// - Throws: `shutting-down` once the hub stops, `storage-full` where the disk's reserve is reached, `storage-failed` or `store-damaged` where
  ///   the store does not answer; either where the last small write did not become durable.
  package func requireReady() async throws(HubError) {
    guard !stopping.isSet else { throw HubError(.shuttingDown) }
    _ = try await store.ask { try $0.auditHead() }
    try space.requireRoom()
    if let failure = probe?.failure { throw HubError(failure, "a small write does not become durable") }
  }

  /// The numbers as Prometheus reads them.
  package func metrics(by principal: Principal) async throws(HubError) -> String {
    try Access.requireAuditor(principal)
    let now = clock.now().wall
    let counts = try await store.ask { try $0.operationCounts(at: now) }
    var text = MetricsText()
    text.gauge("readinghub_start_time_seconds", "When the hub started, Unix time.", Double(startedAt.microseconds) / 1e6)
    if let end = certificate.ask.withLock({ $0 })?() {
      text.gauge("readinghub_tls_certificate_expires_seconds", "When the server's certificate ends, Unix time.", Double(end))
    }
    add(counts, at: now, to: &text)
    addTally(to: &text)
    if let probe {
      text.gauge(
        "readinghub_writes_failing", "1 while nothing new can be kept: disk full, read-only or broken. Reads go on.", probe.failure == nil ? 0 : 1)
      text.gauge(
        "readinghub_audit_waiting", "Looks granted while nothing could be kept, which the audit trail does not hold yet.", Double(probe.waitingLooks))
    }
    if let room = try? space.space() {
      text.gauge("readinghub_disk_free_bytes", "Room on the data folder's disk.", Double(room.freeBytes))
      text.gauge("readinghub_disk_total_bytes", "Size of the data folder's disk.", Double(room.totalBytes))
      text.gauge("readinghub_disk_alarm", "0 enough, 1 notice, 2 warning, 3 nothing new is taken in.", Double(space.policy.level(of: room).rawValue))
    }
    return text.text
  }

  private func add(_ counts: OperationCounts, at now: Instant, to text: inout MetricsText) {
    let rows = counts.readings.map { row in (labels: [("state", row.state.rawValue), ("priority", "\(row.priority)")], row: row) }
    text.family("readinghub_readings", "gauge", "Readings that are not finished.", rows.map { ($0.labels, Double($0.row.count)) })
    text.family("readinghub_readings_overdue", "gauge", "Of these, past their deadline.", rows.map { ($0.labels, Double($0.row.overdueCount)) })
    text.family(
      "readinghub_reading_oldest_seconds", "gauge", "Age of the oldest of them.",
      rows.map { ($0.labels, max(0, (now - $0.row.oldestReceivedAt).seconds)) })
    text.gauge("readinghub_jobs_waiting", "Machine work that waits.", Double(counts.waitingJobs))
    text.gauge("readinghub_jobs_dead", "Machine work that was given up.", Double(counts.deadJobs))
    text.gauge("readinghub_job_oldest_seconds", "How long the oldest job is due.", counts.oldestJobDueAt.map { max(0, (now - $0).seconds) } ?? 0)
    text.gauge("readinghub_reports_unacknowledged", "Signed reports that their clinics have not acknowledged.", Double(counts.unacknowledgedReports))
    text.gauge("readinghub_critical_unanswered", "Critical values that nobody has answered.", Double(counts.unansweredCritical))
    text.gauge(
      "readinghub_critical_oldest_seconds", "Age of the oldest of them.",
      counts.oldestUnansweredCriticalAt.map { max(0, (now - $0).seconds) } ?? 0)
  }

  private func addTally(to text: inout MetricsText) {
    let tally = tally.snapshot
    text.family(
      "readinghub_objects_total", "counter", "Objects by door and outcome since the start.",
      tally.objects.sorted { $0.key < $1.key }.flatMap { door, outcomes in
        outcomes.sorted { $0.key < $1.key }.map { ([("door", door), ("outcome", $0.key)], Double($0.value)) }
      })
    text.family(
      "readinghub_requests_total", "counter", "HTTP requests by operation and status since the start.",
      tally.requests.sorted { $0.key < $1.key }.flatMap { operation, statuses in
        statuses.sorted { $0.key < $1.key }.map { ([("operation", operation), ("status", String($0.key))], Double($0.value)) }
      })
    text.histogram(
      "readinghub_request_seconds", "Time to answer; long polls wait on purpose.",
      tally.requestTimes.sorted { $0.key < $1.key }.map { ([("operation", $0.key)], $0.value) })
    text.family(
      "readinghub_accept_pauses_total", "counter", "Times the door for HTTP waited for want of descriptors.", [([], Double(tally.acceptPauses))])
    text.histogram("readinghub_screening_seconds", "Time from an ECG's job to its kept result.", [([], tally.screeningTimes)])
  }
}

private final class StopFlag: Sendable {
  private let value = Atomic(false)
  func set() { value.store(true, ordering: .releasing) }
  var isSet: Bool { value.load(ordering: .acquiring) }
}

private final class CertificateEnd: Sendable {
  let ask = Mutex<(@Sendable () -> Int64)?>(nil)
}
