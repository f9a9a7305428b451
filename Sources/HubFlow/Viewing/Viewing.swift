import DICOM
import Drawing
import ECGCore
import HubAPI
import HubModel
import StudyFormats

package enum PictureFormat: String, Sendable, CaseIterable { case png, svg, pdf }

/// What a reader looks at: facts, the ECG page, a frame of an image, the object itself. Every look is in the audit trail.
package struct Viewing: Sendable {
  let store: any HubStore
  let blobs: any BlobStore
  let clock: any HubClock
  let clocks: ClockPolicy
  let pictures: StudyPictures
  let backlog: AuditBacklog

  package init(
    store: any HubStore, blobs: any BlobStore, clock: any HubClock, clocks: ClockPolicy, pictures: StudyPictures, backlog: AuditBacklog
  ) {
    self.store = store
    self.blobs = blobs
    self.clock = clock
    self.clocks = clocks
    self.pictures = pictures
    self.backlog = backlog
  }

  package func detail(_ id: ReadingID, by principal: Principal) async throws(HubError) -> ReadingDetail {
    try await open(id, "detail", by: principal) { store, subject, _ in
      let versions = try store.reportVersions(of: id)
      let analysis = try subject.screening.map { try AnalysisJSON.decode($0.resultJSON) }
      return ReadingDetail(
        reading: ReadingRow(subject.row), patient: subject.row.patient.identity, studyInstanceUID: subject.row.study.studyInstanceUID,
        studyRevision: subject.row.study.revision, startedAt: subject.row.study.startedAt.map(Timestamp.init),
        accessionNumber: subject.row.study.accessionNumber, note: subject.row.reading.note, objects: subject.arrivals.map(ReadingDetail.Object.init),
        screening: subject.screening, remarks: analysis?.remarks.map { Screening.Finding($0.text, code: $0.code) } ?? [],
        measurementStatus: analysis.map { Screening.Finding($0.measurementStatus.text, code: $0.measurementStatus.rawValue) },
        measurementReasons: analysis?.measurementReasons.map { Screening.Finding($0) } ?? [],
        measurements: analysis.map { MeasurementTable.rows(of: $0.measurements) } ?? [], lastVersion: versions.last?.number ?? 0,
        statements: analysis?.statements.map { StatementRow($0) } ?? [], overrides: try store.standingOverrides(of: subject.row.reading),
        versions: try ReportVersionRow.rows(of: versions))
    }
  }

  /// The core's full result of the latest ECG.
  package func screeningJSON(_ id: ReadingID, by principal: Principal) async throws(HubError) -> [UInt8] {
    try await open(id, "screening", by: principal) { _, subject, _ in
      guard let screening = subject.screening else { throw HubError(.notFound) }
      return screening.resultJSON
    }
  }

  /// - Parameter evidence: a statement's code, or `all`: what made it true is marked. A code that was not said marks nothing.
  /// - Throws: `not-found` for a reading without an ECG.
  package func ecgPage(
    _ id: ReadingID, arrival: ArrivalID?, format: PictureFormat, evidence: String? = nil, by principal: Principal
  ) async throws(HubError) -> [UInt8] {
    let subject = try await open(id, "ecg", by: principal) { _, subject, _ in subject }
    return try await pictures.ecgPage(of: subject, arrival: arrival, format: format, evidence: evidence.map { EvidenceChoice($0) })
  }

  /// One frame, windowed, as PNG. Frames count from 0.
  package func frame(_ id: ReadingID, arrival: ArrivalID?, number: Int, by principal: Principal) async throws(HubError) -> [UInt8] {
    let subject = try await open(id, "frame", by: principal) { _, subject, _ in subject }
    return try await pictures.framePNG(of: subject, arrival: arrival, number: number)
  }

  /// The object as it came in, but for a preamble that could be a program.
  ///
  /// - Throws: `not-found`, `store-damaged`.
  package func object(_ id: ReadingID, arrival: ArrivalID, by principal: Principal) async throws(HubError) -> ServedObject {
    let subject = try await open(id, "object", by: principal) { _, subject, _ in subject }
    guard let object = subject.arrivals.first(where: { $0.id == arrival }) else { throw HubError(.notFound) }
    return try await ServedObject(object, in: blobs)
  }

  /// One commit: the look is recorded and, if the reader holds the reading, the lease renewed. Where nothing can be kept now, the look is granted
  /// all the same, and the lease runs on as it stands.
  ///
  /// - Parameter body: may note readings that are looked at besides.
  func open<Value: Sendable>(
    _ id: ReadingID, _ what: String, by principal: Principal, _ body: @escaping @Sendable (any HubReading, ViewedStudy, inout Look) throws -> Value
  ) async throws(HubError) -> Value {
    let now = clock.now()
    let length = clocks.leaseLength
    return try await store.look(backlog) { store, look in
      let reader = try store.requireReader(principal)
      var reading = try store.requireReading(id, visibleTo: reader)
      if look.isKept, let lease = reading.lease, lease.holder == reader.id, lease.expires > now.monotonic {
        reading = try reading.renewed(by: reader.id, token: lease.token, at: now, length: length)
        look.renewed = reading
      }
      look.record(.opened, by: principal, on: "reading:\(id)", detail: what, at: now.wall)
      return try body(store, try store.viewedStudy(reading), &look)
    }
  }
}

/// A reading with everything that is drawn or told of it.
package struct ViewedStudy: Sendable {
  var row: WorklistRow
  var arrivals: [Arrival]
  var screening: Screening?
  /// IANA zone of the clinic.
  var clinicTimeZone: String
}

extension HubReading {
  func viewedStudy(_ reading: Reading) throws -> ViewedStudy {
    let holder = try reading.lease.flatMap { try reader($0.holder)?.name }
    return ViewedStudy(
      row: try row(of: reading, holderName: holder), arrivals: try arrivals(in: reading.study), screening: try screenings(of: reading.study).last,
      clinicTimeZone: try clinic(reading.clinic)?.timeZone ?? "UTC")
  }
}

extension StatementRow {
  /// The core's words with the numbers that made them true.
  init(_ statement: ECGStatement) {
    self.init(
      code: statement.code, chinese: statement.text.chinese, english: statement.text.english, grade: Grade(statement.grade),
      certainty: statement.certainty.rawValue, evidence: EvidenceText.numbers(of: statement))
  }
}

/// Measurements as people read them: rounded to what is meant, with units.
enum MeasurementTable {
  static func rows(of values: GlobalMeasurements) -> [MeasurementRow] {
    let entries: [(String, String, Double?, String)] = [
      ("Heart rate", "心率", values.heartRatePerMinute, "/min"),
      ("RR", "RR", values.rrMeanMilliseconds, "ms"),
      ("P dur.", "P时限", values.pDurationMilliseconds, "ms"),
      ("PR", "PR", values.prIntervalMilliseconds, "ms"),
      ("QRS", "QRS", values.qrsDurationMilliseconds, "ms"),
      ("QT", "QT", values.qtIntervalMilliseconds, "ms"),
      ("QTcF", "QTcF", values.qtcFridericiaMilliseconds, "ms"),
      ("P axis", "P轴", values.pAxisDegrees, "°"),
      ("QRS axis", "QRS轴", values.qrsAxisDegrees, "°"),
      ("T axis", "T轴", values.tAxisDegrees, "°"),
    ]
    return entries.compactMap { name, chinese, value, unit in
      value.map { MeasurementRow(name: name, nameChinese: chinese, value: String(Int($0.rounded())), unit: unit) }
    }
  }
}
