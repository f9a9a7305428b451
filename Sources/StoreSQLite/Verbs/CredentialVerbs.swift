import Foundation
import HubModel

extension SQLiteTransaction {
  func principal(tokenDigest: SecretDigest) throws -> Principal? {
    let found = try first("SELECT principal FROM token WHERE digest = ?", [Data(tokenDigest.bytes)]) { row in
      try row.required(Principal(storedText: try row.text()))
    }
    switch found {
    case .clinic(let id): return try clinic(id).map(\.isDisabled) == false ? found : nil
    case .reader(let id): return try reader(id).map(\.isDisabled) == false ? found : nil
    default: return found
    }
  }

  func setToken(_ digest: SecretDigest?, of principal: Principal) throws {
    changesCredentials = true
    try run("DELETE FROM token WHERE principal = ?", [principal.storedText])
    guard let digest else { return }
    try run("INSERT INTO token (principal, digest) VALUES (?, ?)", [principal.storedText, Data(digest.bytes)])
  }

  func hasToken(_ principal: Principal) throws -> Bool {
    try first("SELECT 1 FROM token WHERE principal = ?", [principal.storedText]) { row in try row.bool() } ?? false
  }

  func add(_ enrolment: Enrolment) throws {
    try run(
      "INSERT INTO enrolment (code_digest, reader, expires_at) VALUES (?, ?, ?)",
      [Data(enrolment.codeDigest.bytes), enrolment.reader.rawValue, enrolment.expiresAt.microseconds])
  }

  func takeEnrolment(codeDigest: SecretDigest) throws -> Enrolment? {
    let digest: Values = [Data(codeDigest.bytes)]
    let found = try first("SELECT reader, expires_at FROM enrolment WHERE code_digest = ?", digest) { row in
      Enrolment(codeDigest: codeDigest, reader: try row.id(), expiresAt: try row.instant())
    }
    try run("DELETE FROM enrolment WHERE code_digest = ?", digest)
    return found
  }
}
