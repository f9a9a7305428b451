import GRDB
import HubModel

/// One transaction on one connection. The verbs are its extensions in `Verbs/`; each prepares its statement once a connection.
final class SQLiteTransaction: HubWriting {
  typealias Values = [(any DatabaseValueConvertible)?]

  private let database: Database
  /// Set when SQLite met an error that nobody sharing the commit survives, even if the body swallowed it.
  private(set) var groupFault: (any Error)?

  /// The end of the audit chain as this transaction has seen or made it; nobody else writes meanwhile.
  var knownAuditHead: AuditHead?
  /// Whether a token may speak for somebody else now, or for nobody.
  var changesCredentials = false

  /// - Parameter knownAuditHead: the chain's end, where an earlier body of the same commit has left it known.
  init(_ database: Database, knownAuditHead: AuditHead? = nil) {
    self.database = database
    self.knownAuditHead = knownAuditHead
  }

  /// Runs a statement that changes rows.
  ///
  /// - Returns: how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ values: Values = []) throws -> Int {
    try guarded {
      try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
      return database.changesCount
    }
  }

  /// The number SQLite gave to the row inserted last.
  var lastInsertedID: Int64 { database.lastInsertedRowID }

  /// The first row's value; `nil` without rows.
  func first<Value>(_ sql: String, _ values: Values = [], _ decode: (inout ColumnReader) throws -> Value) throws -> Value? {
    try guarded {
      let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: StatementArguments(values))
      guard let row = try rows.next() else { return nil }
      var columns = ColumnReader(row)
      return try decode(&columns)
    }
  }

  func all<Value>(_ sql: String, _ values: Values = [], _ decode: (inout ColumnReader) throws -> Value) throws -> [Value] {
    try guarded {
      let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: StatementArguments(values))
      var found: [Value] = []
      while let row = try rows.next() {
        var columns = ColumnReader(row)
        found.append(try decode(&columns))
      }
      return found
    }
  }

  /// Notes errors that end the whole transaction and refuses to go on after one.
  private func guarded<Value>(_ work: () throws -> Value) throws -> Value {
    if let groupFault { throw groupFault }
    do { return try work() } catch {
      if error is DatabaseError, StoreFault.endsTransaction(error) || !database.isInsideTransaction { groupFault = error }
      throw StoreFault.hubError(from: error)
    }
  }
}
