import HubModel

/// The first reading in the order of the worklist that a doctor may take now. One's own reports that wait for a second doctor are passed over.
/// So is what licence or agreement keeps from this doctor today: a clinic whose agreement has ended may have any number of studies at the head
/// of the list, so its kinds are closed once they are met, and the store passes over all of them.
struct NextReading {
  let reader: Reader
  private var query: WorklistQuery
  /// What kept this doctor from the first reading they were kept from.
  private(set) var refusal: HubError?

  init(for reader: Reader, kind: StudyKind?) {
    self.reader = reader
    query = WorklistQuery(hospital: reader.hospital, scopes: reader.scopes, kind: kind, states: [.scheduled], includesReceiving: false, limit: 1)
  }

  mutating func find(in store: any HubReading, at now: Instant) throws -> WorklistRow? {
    while true {
      let rows = try store.worklist(query)
      let closedBefore = query.closed.count
      for row in rows where row.reading.mayBeTaken(by: reader.id) {
        guard let refusal = try store.refusal(of: reader, to: row.reading, at: now) else { return row }
        self.refusal = self.refusal ?? refusal
        query.closed.insert(WorklistQuery.Source(clinic: row.reading.clinic, scope: row.reading.scope))
      }
      if rows.count < query.limit { return nil }
      // Nearly always the first will do, and a long list is dear to read.
      if query.closed.count == closedBefore { query.limit *= 8 }
    }
  }
}
