import HubAPI
import HubModel
import Trust

extension Administration {
  package func readers(by principal: Principal) async throws(HubError) -> [Reader] {
    try Access.requireAdministrator(principal)
    return try await store.ask { try $0.readers() }
  }

  package func addReader(_ new: NewReader, by principal: Principal) async throws(HubError) -> ReaderCreated {
    try Access.requireAdministrator(principal)
    let name = try Self.plainText(new.name, "name", maximumLength: 64)
    let rights = try Self.checked(ReaderRights(scopes: new.scopes, licence: new.licence))
    let code = try newEnrolmentCode()
    let now = clock.now().wall
    let expires = now + clocks.enrolmentLife
    let reader = try await store.commit { store in
      guard let hospital = try store.hospitals().first(where: { $0.name == new.hospital && !$0.isDisabled }) else {
        throw HubError(.badRequest, "there is no hospital of this name")
      }
      let reader = try store.add(
        Reader(id: .init(rawValue: 0), name: name, hospital: hospital.id, scopes: Set(rights.scopes), licence: rights.licence))
      try store.add(Enrolment(codeDigest: code.digest, reader: reader.id, expiresAt: expires))
      try store.record(.readerAdded, by: principal, on: "reader:\(reader.id)", at: now)
      return reader
    }
    return ReaderCreated(reader: reader, enrolmentCode: code.text, expiresAt: Timestamp(expires))
  }

  /// Counts for what is claimed and signed from now on.
  package func setRights(_ new: ReaderRights, of id: ReaderID, by principal: Principal) async throws(HubError) -> Reader {
    try Access.requireAdministrator(principal)
    let rights = try Self.checked(new)
    let now = clock.now().wall
    return try await store.commit { store in
      guard var reader = try store.reader(id) else { throw HubError(.notFound) }
      reader.scopes = Set(rights.scopes)
      reader.licence = rights.licence
      try store.update(reader)
      try store.record(.readerRightsSet, by: principal, on: "reader:\(id)", detail: rights.auditText, at: now)
      return reader
    }
  }

  /// - Throws: `bad-request` for a reader who reads nothing, or a licence without number or with a term that ends before it begins.
  private static func checked(_ rights: ReaderRights) throws(HubError) -> ReaderRights {
    guard !rights.scopes.isEmpty else { throw HubError(.badRequest, "reads") }
    guard var licence = rights.licence else { return rights }
    guard licence.term.isPossible else { throw HubError(.badRequest, "term") }
    licence.number = try plainText(licence.number, "licence", maximumLength: 64)
    return ReaderRights(scopes: rights.scopes, licence: licence)
  }

  /// A new single-use code for a reader whose machine is new or lost; the old token ends when the code is used.
  package func renewEnrolment(_ id: ReaderID, by principal: Principal) async throws(HubError) -> ReaderCreated {
    try Access.requireAdministrator(principal)
    let code = try newEnrolmentCode()
    let now = clock.now().wall
    let expires = now + clocks.enrolmentLife
    let reader = try await store.commit { store in
      guard let reader = try store.reader(id), !reader.isDisabled else { throw HubError(.notFound) }
      try store.add(Enrolment(codeDigest: code.digest, reader: id, expiresAt: expires))
      try store.record(.credentialIssued, by: principal, on: "reader:\(id)", at: now)
      return reader
    }
    return ReaderCreated(reader: reader, enrolmentCode: code.text, expiresAt: Timestamp(expires))
  }

  package func disableReader(_ id: ReaderID, by principal: Principal) async throws(HubError) {
    try Access.requireAdministrator(principal)
    let now = clock.now().wall
    try await store.commit { store in
      guard var reader = try store.reader(id) else { throw HubError(.notFound) }
      reader.isDisabled = true
      try store.update(reader)
      try store.setToken(nil, of: .reader(id))
      try store.record(.disabled, by: principal, on: "reader:\(id)", at: now)
    }
  }

  private func newEnrolmentCode() throws(HubError) -> (text: String, digest: SecretDigest) {
    do {
      let code = try EnrolmentCode(hubURL: hubURL, rootFingerprint: rootFingerprint, random: random)
      return (code.text, .enrolment(presenting: code.codeHash))
    } catch { throw HubError(.internalError, "enrolment code") }
  }
}

extension ReaderRights {
  /// Scopes and the licence's last day; its number stays out of the trail.
  fileprivate var auditText: String {
    let reads = "reads " + scopes.map(\.rawValue).sorted().joined(separator: ",")
    guard let licence else { return reads + " licence none" }
    return reads + " licence until " + (licence.term.last?.description ?? "open")
  }
}
