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
    guard !new.scopes.isEmpty else { throw HubError(.badRequest, "reads") }
    let code = try newEnrolmentCode()
    let now = clock.now().wall
    let expires = now + clocks.enrolmentLife
    let reader = try await store.commit { store in
      guard let hospital = try store.hospitals().first(where: { $0.name == new.hospital && !$0.isDisabled }) else {
        throw HubError(.badRequest, "there is no hospital of this name")
      }
      let reader = try store.add(Reader(id: .init(rawValue: 0), name: name, hospital: hospital.id, scopes: Set(new.scopes)))
      try store.add(Enrolment(codeDigest: code.digest, reader: reader.id, expiresAt: expires))
      try store.record(.readerAdded, by: principal, on: "reader:\(reader.id)", at: now)
      return reader
    }
    return ReaderCreated(reader: reader, enrolmentCode: code.text, expiresAt: Timestamp(expires))
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
