import HubModel

extension HubWriting {
  /// Hands a signed version to its clinic: at once when it is issued; as preliminary, with one signature of two, only on an emergency
  /// pathway and where the agreement does not forbid it. An amendment of it opens the patient's critical value anew.
  ///
  /// - Returns: `nil` for what waits for its review.
  func deliver(
    _ version: ReportVersion, of reading: Reading, by principal: Principal, at now: Instant, _ policy: CriticalPolicy
  ) throws -> Delivery? {
    let isPreliminary = !version.status.isIssued
    guard try !isPreliminary || agreement(of: reading.clinic).leavesPreliminary(reading.priority) else { return nil }
    // What left as preliminary was told already; the second signature changes no word of it.
    let isNews = try !deliveries(of: reading.id).contains { $0.reportVersion == version.id }
    let delivery = try addDelivery(of: version.id, reading: reading.id, to: reading.clinic, at: now, isPreliminary: isPreliminary)
    if isNews, let amendment = reading.amendment, amendment.tellsAgain {
      try tellAgain(amendment, of: reading, by: principal, at: now, policy)
    }
    return delivery
  }

  /// The patient's open critical value, or else the last one that this reading is part of, waits for an answer anew.
  private func tellAgain(_ amendment: Amendment, of reading: Reading, by principal: Principal, at now: Instant, _ policy: CriticalPolicy) throws {
    let episodes = try criticalEpisodes(of: requireStudy(reading.study).patient)
    let found = episodes.first(where: \.isOpen) ?? episodes.first { $0.findings.contains { $0.reading == reading.id } }
    guard let episode = found else { return }
    let finding = CriticalFinding.amended(amendment.kind, of: reading.id, reason: amendment.reason)
    try keep(episode.amended(by: finding, reason: amendment.reason, by: principal, at: now, policy), after: episode)
  }
}

extension ReportVersion {
  /// For the audit trail: number, status, file and, where it left, the delivery's number.
  func auditDetail(_ signedPDF: BlobKey, _ delivery: Delivery?) -> String {
    "version \(number) \(status.rawValue) \(signedPDF)" + (delivery.map { " sequence \($0.sequence)" } ?? "")
  }
}
