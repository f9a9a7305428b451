import GRDB
import HubModel

/// One table's rows from a file that may be damaged anywhere: in order from the front, in order from the end, and, where both stop, by
/// looking for places between from which it reads on. Indexes of the old file are not believed.
struct TableSalvage {
  private let old: Database
  private let new: Database
  private let table: String
  private let columns: [String]
  private let keys: [String]
  private let insert: String

  init(from old: Database, to new: Database, table: String) throws {
    (self.old, self.new, self.table) = (old, new, table)
    columns = try new.columns(in: table).map(\.name)
    keys = try new.primaryKey(table).columns
    insert = "INSERT OR IGNORE INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"
  }

  private struct Count {
    var rows = 0
    var isWhole = true
  }

  func run() throws -> SalvageResult.Table {
    var count = Count()
    if let front = try read(ascending: true, &count) {
      count.isWhole = false
      let back = try read(ascending: false, &count)
      // The audit trail must be without gaps; of it only what reads from its beginning counts.
      if let low = front.key, let high = back?.key, table != "audit" { try search(between: low, and: high, depth: Self.searchDepth, &count) }
    }
    return .init(name: table, rows: count.rows, isWhole: count.isWhole)
  }

  /// Where reading stopped: the last key that read, as far as it is one number; `nil` before the first.
  private struct Stop { var key: Int64? }
  private static let searchDepth = 12

  private func read(ascending: Bool, from bound: Int64? = nil, to end: Int64? = nil, _ count: inout Count) throws -> Stop? {
    if !ascending, table == "audit" { return Stop(key: nil) }
    let order = keys.map { $0 + (ascending ? "" : " DESC") }.joined(separator: ", ")
    var conditions: [String] = []
    if let bound { conditions.append("\(keys[0]) \(ascending ? ">=" : "<=") \(bound)") }
    if let end { conditions.append("\(keys[0]) \(ascending ? "<" : ">") \(end)") }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    var last: Int64? = bound
    do {
      let cursor = try Row.fetchCursor(old, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(table) NOT INDEXED \(filter) ORDER BY \(order)")
      while let row = try cursor.next() {
        if keys.count == 1, case .int64(let key) = (row[keys[0]] as DatabaseValue).storage { last = key }
        try put(row, isFirstReading: ascending && bound == nil, &count)
      }
      return nil
    } catch let error as DatabaseError where Self.isDamage(error) { return Stop(key: last) }
  }

  /// Numbers between two that read: from the middle up and down, then in what is left on both sides.
  private func search(between low: Int64, and high: Int64, depth: Int, _ count: inout Count) throws {
    guard depth > 0, high - low > 1 else { return }
    let middle = low + (high - low) / 2
    _ = try read(ascending: true, from: middle, to: high, &count)
    _ = try read(ascending: false, from: middle - 1, to: low, &count)
    try search(between: low, and: middle, depth: depth - 1, &count)
    try search(between: middle, and: high, depth: depth - 1, &count)
  }

  /// A row that was there already is counted once; one that speaks of what is lost, or breaks another rule, is left out.
  private func put(_ row: Row, isFirstReading: Bool, _ count: inout Count) throws {
    do {
      try new.execute(sql: insert, arguments: StatementArguments(columns.map { row[$0] as DatabaseValue }))
      count.rows += new.changesCount
      if isFirstReading, new.changesCount == 0 { count.isWhole = false }
    } catch let error as DatabaseError where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode) { count.isWhole = false }
  }

  private static func isDamage(_ error: DatabaseError) -> Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_ERROR, .SQLITE_TOOBIG, .SQLITE_NOMEM].contains(error.resultCode)
  }
}
