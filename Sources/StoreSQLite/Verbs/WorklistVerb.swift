import HubModel

extension SQLiteTransaction {
  /// A page costs the same behind any backlog: each (tenant, kind, scope, state) is a run of one index that is already in
  /// order and gives at most `limit` places; the runs are merged, and only the rows of the page are fetched.
  func worklist(_ query: WorklistQuery) throws -> [WorklistRow] {
    guard query.limit > 0 else { return [] }
    let tenants = try tenants(query)
    var places = try tenants.flatMap { try self.places(query, of: $0) }
    if tenants.count > 1 { places = Array(places.sorted().prefix(query.limit)) }
    return try places.map { place in try ColumnReader.required(worklistRow(of: ReadingID(rawValue: place.id))) }
  }

  private struct Place: Comparable {
    var priority: Int64
    var deadline: Int64
    var id: Int64
    static func < (left: Place, right: Place) -> Bool {
      (left.priority, left.deadline, left.id) < (right.priority, right.deadline, right.id)
    }
  }

  /// All runs of one tenant in one statement, in order. What a run is of stands in the statement's text, whose words are our own, so that little is
  /// left to be bound: 1 the hospital, 2 the clinic, 3 how many, and from 4 on the clinics that are closed, scope after scope.
  private func places(_ query: WorklistQuery, of tenant: Tenant) throws -> [Place] {
    let kinds = query.kind.map { [$0] } ?? StudyKind.allCases
    let states = query.states.map(\.rawValue).sorted()
    var values: Values = [tenant.hospital?.rawValue, tenant.clinic?.rawValue, query.limit]
    var runs: [String] = []
    for scope in query.scopes.sorted(by: { $0.rawValue < $1.rawValue }) {
      let closed = query.closed.filter { $0.scope == scope }.map(\.clinic.rawValue)
      let filter = tenant.filter + Self.readiness(query) + Self.isOpen(closed.indices.map { $0 + values.count + 1 })
      values += closed as Values
      for kind in kinds {
        for state in states {
          runs.append(
            """
            SELECT * FROM (SELECT priority, deadline, id FROM reading \(filter) AND kind = '\(kind.rawValue)' AND scope = '\(scope.rawValue)' \
            AND state = '\(state)' ORDER BY priority, deadline, id LIMIT ?3)
            """)
        }
      }
    }
    guard !runs.isEmpty else { return [] }
    return try all(runs.joined(separator: " UNION ALL ") + " ORDER BY priority, deadline, id LIMIT ?3", values) { row in
      Place(priority: try row.integer(), deadline: try row.integer(), id: try row.integer())
    }
  }

  private static func readiness(_ query: WorklistQuery) -> String { query.includesReceiving ? "" : " AND readiness = 'ready'" }

  private static func isOpen(_ numbers: [Int]) -> String {
    guard !numbers.isEmpty else { return "" }
    return " AND (clinic NOT IN (\(numbers.map { "?\($0)" }.joined(separator: ", "))) OR amendment IS NOT NULL)"
  }

  private struct Tenant {
    var hospital: HospitalID?
    var clinic: ClinicID?

    var filter: String {
      guard clinic != nil else { return "INDEXED BY reading_worklist_of_hospital WHERE hospital = ?1" }
      return "INDEXED BY reading_worklist_of_clinic WHERE clinic = ?2" + (hospital == nil ? "" : " AND hospital = ?1")
    }
  }

  /// By clinic where one is named, else by hospital; without either, every hospital in turn.
  private func tenants(_ query: WorklistQuery) throws -> [Tenant] {
    if query.clinic != nil { return [Tenant(hospital: query.hospital, clinic: query.clinic)] }
    return try (query.hospital.map { [$0] } ?? hospitals().map(\.id)).map { Tenant(hospital: $0) }
  }

  func worklistRow(of reading: ReadingID) throws -> WorklistRow? {
    try first(Self.rowQuery, [reading.rawValue]) { row in
      WorklistRow(
        reading: try Self.reading(&row), study: try Self.study(&row), patient: try Self.patient(&row), clinicName: try row.text(),
        holderName: try row.optionalText(), lateObjectCount: try row.int())
    }
  }

  /// By how much the study has grown since the last version that was issued.
  private static let lateObjectCount = """
    max(0, study.revision - ifnull((SELECT report_version.study_revision FROM report_version WHERE report_version.reading = reading.id \
    AND signer IS NOT NULL AND (needs_review = 0 OR reviewer IS NOT NULL) ORDER BY number DESC LIMIT 1), study.revision))
    """

  private static let rowQuery: String = {
    func columns(_ names: String, of table: String) -> String {
      names.split(separator: ", ").map { "\(table).\($0)" }.joined(separator: ", ")
    }
    return """
      SELECT \(columns(readingColumns, of: "reading")), \(columns(studyColumns, of: "study")), \(columns(patientColumns, of: "patient")), \
      clinic.name, reader.name, \(lateObjectCount) FROM reading JOIN study ON study.id = reading.study JOIN patient ON patient.id = study.patient \
      JOIN clinic ON clinic.id = reading.clinic LEFT JOIN reader ON reader.id = reading.lease_holder WHERE reading.id = ?
      """
  }()
}
