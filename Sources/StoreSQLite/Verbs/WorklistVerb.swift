import HubModel

extension SQLiteTransaction {
  /// A page costs the same behind any backlog: each (tenant, kind, scope, state) is a run of one index that is already in
  /// order and gives at most `limit` places; the runs are merged, and only the rows of the page are fetched.
  func worklist(_ query: WorklistQuery) throws -> [WorklistRow] {
    guard query.limit > 0 else { return [] }
    let tenants = try tenantFilters(query)
    var places = try tenants.flatMap { try self.places(query, of: $0) }
    if tenants.count > 1 { places = Array(places.sorted().prefix(query.limit)) }
    return try places.map { place in try ColumnReader.required(worklistRow(place.id)) }
  }

  private struct Place: Comparable {
    var priority: Int64
    var deadline: Int64
    var id: Int64
    static func < (left: Place, right: Place) -> Bool {
      (left.priority, left.deadline, left.id) < (right.priority, right.deadline, right.id)
    }
  }

  /// All runs of one tenant in one statement, in order.
  private func places(_ query: WorklistQuery, of tenant: TenantFilter) throws -> [Place] {
    let kinds = query.kind.map { [$0] } ?? StudyKind.allCases
    var values: Values = []
    var runs: [String] = []
    for scope in query.scopes {
      let closed: Values = query.closed.filter { $0.scope == scope }.map { $0.clinic.rawValue }
      let run = "SELECT * FROM (\(Self.places(tenant.filter, closedCount: closed.count)))"
      for kind in kinds {
        for state in query.states {
          values += tenant.values + [kind.rawValue, scope.rawValue, state.rawValue, query.includesReceiving] + closed + [query.limit]
          runs.append(run)
        }
      }
    }
    guard !runs.isEmpty else { return [] }
    let union = runs.joined(separator: " UNION ALL ")
    return try all(union + " ORDER BY priority, deadline, id LIMIT ?", values + [query.limit]) { row in
      Place(priority: try row.integer(), deadline: try row.integer(), id: try row.integer())
    }
  }

  private struct TenantFilter {
    var filter: String
    var values: Values
  }

  /// By clinic where one is named, else by hospital; without either, every hospital in turn.
  private func tenantFilters(_ query: WorklistQuery) throws -> [TenantFilter] {
    if let clinic = query.clinic {
      let ofHospital = query.hospital == nil ? "(? IS NULL)" : "hospital = ?"
      let filter = "INDEXED BY reading_worklist_of_clinic WHERE \(ofHospital) AND clinic = ?"
      return [TenantFilter(filter: filter, values: [query.hospital?.rawValue, clinic.rawValue])]
    }
    let hospitals = try query.hospital.map { [$0] } ?? hospitals().map(\.id)
    let filter = "INDEXED BY reading_worklist_of_hospital WHERE hospital = ?"
    return hospitals.map { TenantFilter(filter: filter, values: [$0.rawValue]) }
  }

  private static func places(_ filter: String, closedCount: Int) -> String {
    let marks = Array(repeating: "?", count: closedCount).joined(separator: ", ")
    let isOpen = closedCount == 0 ? "" : " AND (clinic NOT IN (\(marks)) OR amendment IS NOT NULL)"
    return """
      SELECT priority, deadline, id FROM reading \(filter) AND kind = ? AND scope = ? AND state = ? AND (readiness = 'ready' OR ?)\(isOpen) \
      ORDER BY priority, deadline, id LIMIT ?
      """
  }

  private func worklistRow(_ id: Int64) throws -> WorklistRow? {
    try first(Self.rowQuery, [id]) { row in
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
