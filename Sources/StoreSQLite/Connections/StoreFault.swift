import Glibc
import GRDB
import HubModel

/// What a failure of SQLite means for callers and for the store.
enum StoreFault {
  /// The caller's answer; SQLite's messages stay inside, since they can quote values.
  static func hubError(from error: any Error) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    let detail = "sqlite \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL: return HubError(.storageFull, detail)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_MISMATCH: return HubError(.storeDamaged, detail)
    case .SQLITE_CONSTRAINT: return constraintError(error, detail)
    case .SQLITE_MISUSE, .SQLITE_ERROR, .SQLITE_RANGE: return HubError(.internalError, detail)
    default: return HubError(.storageFailed, detail)
    }
  }

  /// True when nobody can know any more what of the transaction reached the disk, so that all who share it must fail.
  static func endsTransaction(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return false }
    return [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM].contains(error.resultCode)
  }

  /// True when the store must refuse further writes until it is opened again: after a failed write or sync the
  /// kernel may have dropped dirty pages, so a later sync that succeeds proves nothing. A write to a disk that is read-only is none of
  /// these: nothing was taken, so nothing is lost, and once the disk takes writes again the store goes on.
  ///
  /// - Parameter systemError: the `errno` that the commit left behind, 0 before it. (SQLite keeps none of a write to the log.)
  static func forbidsFurtherWrites(_ error: any Error, systemError: Int32) -> Bool {
    guard let error = error as? DatabaseError, error.resultCode == .SQLITE_IOERR else { return false }
    return !(error.extendedResultCode == .SQLITE_IOERR_WRITE && systemError == EROFS)
  }

  private static func constraintError(_ error: DatabaseError, _ detail: String) -> HubError {
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: HubError(.alreadyExists, detail)
    case .SQLITE_CONSTRAINT_FOREIGNKEY: HubError(.notFound, detail)
    default: HubError(.internalError, detail)
    }
  }
}
