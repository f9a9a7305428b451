import HubModel

/// One signed report waiting for, or fetched by, its clinic.
package struct ReportRow: Sendable, Codable, Equatable {
  /// Rises by one within the clinic; the cursor of the poll.
  package var sequence: Int64
  package var reading: ReadingID
  package var version: Int
  package var status: ReportVersion.Status
  package var studyInstanceUID: String
  package var patientName: String
  package var signedAt: Timestamp
  /// SHA-256 of the PDF.
  package var pdfDigest: BlobKey
  package var acknowledgedAt: Timestamp?
  /// The version of this reading's report that came after it and counts now; `nil` for the latest. After a preliminary report it may be
  /// the same version, with both signatures.
  package var supersededBy: Int?
  package init(
    sequence: Int64, reading: ReadingID, version: Int, status: ReportVersion.Status, studyInstanceUID: String, patientName: String,
    signedAt: Timestamp,
    pdfDigest: BlobKey, acknowledgedAt: Timestamp?, supersededBy: Int? = nil
  ) {
    self.sequence = sequence
    self.reading = reading
    self.version = version
    self.status = status
    self.studyInstanceUID = studyInstanceUID
    self.patientName = patientName
    self.signedAt = signedAt
    self.pdfDigest = pdfDigest
    self.acknowledgedAt = acknowledgedAt
    self.supersededBy = supersededBy
  }
}

/// `GET /reports?after=CURSOR&wait=SECONDS&alarms=CURSOR`.
package struct ReportPage: Sendable, Codable {
  package var reports: [ReportRow]
  /// Pass as `after` next time.
  package var cursor: Int64
  /// Critical values that wait for the clinic's answer; only where they were asked for.
  package var alarms: [CriticalRow]?
  /// Pass as `alarms` next time.
  package var alarmCursor: Int64?
  package init(reports: [ReportRow], cursor: Int64, alarms: [CriticalRow]? = nil, alarmCursor: Int64? = nil) {
    self.reports = reports
    self.cursor = cursor
    self.alarms = alarms
    self.alarmCursor = alarmCursor
  }
}

/// `POST /reports/{sequence}/acknowledgement`: the clinic has it; names the digest it received.
package struct ReportAcknowledgement: Sendable, Codable {
  package var pdfDigest: BlobKey
  package init(pdfDigest: BlobKey) { self.pdfDigest = pdfDigest }
}
package struct ReportAcknowledged: Sendable, Codable, Equatable {
  package var sequence: Int64
  package var acknowledgedAt: Timestamp
  package var auditHead: SignedAuditHead?
  package init(sequence: Int64, acknowledgedAt: Timestamp, auditHead: SignedAuditHead?) {
    self.sequence = sequence
    self.acknowledgedAt = acknowledgedAt
    self.auditHead = auditHead
  }
}
