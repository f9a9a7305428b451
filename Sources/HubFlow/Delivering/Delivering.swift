import HubAPI
import HubModel

/// Signed reports on their way back: a rising number within each clinic, a poll that cannot skip, an acknowledgement with proof.
package struct Delivering: Sendable {
  private let store: any HubStore
  private let blobs: any BlobStore
  private let clock: any HubClock
  private let auditHeads: AuditHeads
  private let bell: DeliveryBell
  private let backlog: AuditBacklog

  package init(
    store: any HubStore, blobs: any BlobStore, clock: any HubClock, auditHeads: AuditHeads, bell: DeliveryBell, backlog: AuditBacklog
  ) {
    self.store = store
    self.blobs = blobs
    self.clock = clock
    self.auditHeads = auditHeads
    self.bell = bell
    self.backlog = backlog
  }

  /// Reports after a cursor, and critical values whose events go beyond `alarms`; with nothing there, waits up to `wait` for the next.
  ///
  /// - Parameter alarms: `nil` where nobody listens for critical values: then none counts as told.
  package func page(
    after cursor: Int64, alarms: Int64? = nil, includesAcknowledged: Bool, limit: Int, wait: TimeSpan, by principal: Principal
  ) async throws(HubError) -> ReportPage {
    let clinic = try Access.requireClinic(principal)
    let end = clock.now().monotonic + wait
    var isWaiting = true
    while true {
      let ringsSeen = await bell.rings(for: clinic)
      var page = try await rows(of: clinic, after: cursor, includesAcknowledged, limit)
      if let alarms { try await addAlarms(to: &page, beyond: alarms, of: clinic) }
      let left = end - clock.now().monotonic
      let hasNews = !page.reports.isEmpty || (alarms ?? 0) < (page.alarmCursor ?? 0)
      if hasNews || !isWaiting || left <= .seconds(0) || Task.isCancelled { return page }
      isWaiting = await bell.wait(for: clinic, after: ringsSeen, atMost: left)
    }
  }

  /// What the clinic is shown here counts as told: the step and its proof are committed before the answer goes out.
  private func addAlarms(to page: inout ReportPage, beyond seen: Int64, of clinic: ClinicID) async throws(HubError) {
    page.alarmCursor = try await store.ask { try $0.criticalCursor(of: clinic) }
    page.alarms = []
    guard let cursor = page.alarmCursor, cursor > seen else { return }
    let now = clock.now().wall
    // Asked of one state: what is raised meanwhile is told by the next page, never shown without being told.
    let known = try await store.ask { store in
      try store.alarms(of: clinic).contains { $0.state == .raised } ? nil : try store.heard(by: clinic)
    }
    (page.alarmCursor, page.alarms) = if let known { known } else { try await tell(clinic, at: now) }
  }

  /// Where nothing can be kept now, the clinic is told all the same; it does not count as told, and goes on to be escalated.
  private func tell(_ clinic: ClinicID, at now: Instant) async throws(HubError) -> (cursor: Int64, alarms: [CriticalRow]) {
    do throws(HubError) {
      return try await store.commit { store in
        for episode in try store.alarms(of: clinic) { try store.keep(episode.notified(by: .clinic(clinic), at: now), after: episode) }
        return try store.heard(by: clinic)
      }
    } catch {
      guard error.isWantOfStorage else { throw error }
      return try await store.ask { try $0.heard(by: clinic) }
    }
  }

  private func rows(of clinic: ClinicID, after cursor: Int64, _ includesAcknowledged: Bool, _ limit: Int) async throws(HubError) -> ReportPage {
    let limit = min(max(limit, 1), 500)
    let rows = try await store.ask { store in
      try store.deliveries(to: clinic, after: cursor, includingAcknowledged: includesAcknowledged, limit: limit).map { try store.row(of: $0) }
    }
    return ReportPage(reports: rows, cursor: rows.last?.sequence ?? cursor)
  }

  /// The signed PDF, as it was delivered under this number: later versions do not change it.
  package func pdf(sequence: Int64, by principal: Principal) async throws(HubError) -> [UInt8] {
    let (version, delivery) = try await signedVersion(sequence, by: principal)
    guard let signature = version.signature(isPreliminary: delivery.isPreliminary) else { throw HubError(.notFound) }
    return try await blobs.read(signature.signedPDF, range: nil)
  }

  /// The canonical JSON that the PDF carries.
  package func json(sequence: Int64, by principal: Principal) async throws(HubError) -> [UInt8] {
    try await signedVersion(sequence, by: principal).version.contentJSON
  }

  private func signedVersion(_ sequence: Int64, by principal: Principal) async throws(HubError) -> (version: ReportVersion, delivery: Delivery) {
    let clinic = try Access.requireClinic(principal)
    let now = clock.now().wall
    return try await store.look(backlog) { store, look in
      guard let delivery = try store.delivery(to: clinic, sequence: sequence), let version = try store.reportVersion(delivery.reportVersion) else {
        throw HubError(.notFound)
      }
      look.record(.reportFetched, by: principal, on: "report:\(version.id)", detail: "sequence \(sequence)", at: now)
      return (version, delivery)
    }
  }

  /// Safe to repeat: the first acknowledgement counts, later ones get the same answer.
  ///
  /// - Throws: `digest-mismatch` when the clinic holds other bytes than were signed.
  package func acknowledge(sequence: Int64, _ acknowledgement: ReportAcknowledgement, by principal: Principal) async throws(HubError)
    -> ReportAcknowledged
  {
    let clinic = try Access.requireClinic(principal)
    let now = clock.now().wall
    let at = try await store.commit { store in
      guard let delivery = try store.delivery(to: clinic, sequence: sequence), let version = try store.reportVersion(delivery.reportVersion) else {
        throw HubError(.notFound)
      }
      guard version.signature(isPreliminary: delivery.isPreliminary)?.signedPDF == acknowledgement.pdfDigest else { throw HubError(.digestMismatch) }
      if let earlier = delivery.acknowledgedAt { return earlier }
      _ = try store.acknowledgeDelivery(to: clinic, sequence: sequence, at: now)
      try store.record(.reportAcknowledged, by: principal, on: "report:\(version.id)", detail: acknowledgement.pdfDigest.rawValue, at: now)
      return now
    }
    return ReportAcknowledged(sequence: sequence, acknowledgedAt: Timestamp(at), auditHead: try await auditHeads.recent())
  }
}

extension HubReading {
  /// How far the clinic has then heard, and what waits for its answer.
  fileprivate func heard(by clinic: ClinicID) throws -> (cursor: Int64, alarms: [CriticalRow]) {
    (try criticalCursor(of: clinic), try alarms(of: clinic).map { try row(of: $0) })
  }

  fileprivate func row(of delivery: Delivery) throws -> ReportRow {
    guard let version = try reportVersion(delivery.reportVersion), let reading = try reading(delivery.reading),
      let signature = version.signature(isPreliminary: delivery.isPreliminary)
    else { throw HubError(.storeDamaged, "delivery \(delivery.sequence)") }
    let latest = try deliveries(of: delivery.reading).last { $0.clinic == delivery.clinic }
    let successor = try latest.flatMap { $0.sequence > delivery.sequence ? try reportVersion($0.reportVersion)?.number : nil }
    let study = try requireStudy(reading.study)
    return ReportRow(
      sequence: delivery.sequence, reading: reading.id, version: version.number,
      status: delivery.isPreliminary ? .preliminary : version.status, studyInstanceUID: study.studyInstanceUID,
      patientName: try patient(study.patient)?.identity.name ?? "", signedAt: Timestamp(signature.signedAt), pdfDigest: signature.signedPDF,
      acknowledgedAt: delivery.acknowledgedAt.map(Timestamp.init), supersededBy: successor)
  }
}
