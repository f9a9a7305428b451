import HubAPI
import HubModel
import Trust

/// What the administrator configures: hospitals, clinics, readers and their credentials. Tokens and codes are shown once.
package struct Administration: Sendable {
  let store: any HubStore
  let clock: any HubClock
  let random: any RandomSource
  /// Goes into enrolment codes, so that the reader's machine knows where to go.
  let hubURL: String
  let rootFingerprint: SHA256Digest
  let clocks: ClockPolicy

  package init(
    store: any HubStore, clock: any HubClock, random: any RandomSource, hubURL: String, rootFingerprint: SHA256Digest, clocks: ClockPolicy
  ) {
    self.store = store
    self.clock = clock
    self.random = random
    self.hubURL = hubURL
    self.rootFingerprint = rootFingerprint
    self.clocks = clocks
  }

  // MARK: Hospitals

  package func hospitals(by principal: Principal) async throws(HubError) -> [Hospital] {
    try Access.requireAdministrator(principal)
    return try await store.ask { try $0.hospitals() }
  }

  package func addHospital(_ new: NewHospital, by principal: Principal) async throws(HubError) -> Hospital {
    try Access.requireAdministrator(principal)
    let name = try Self.plainText(new.name, "name", maximumLength: 64)
    let now = clock.now().wall
    return try await store.commit { store in
      guard try store.hospitals().allSatisfy({ $0.name != name }) else { throw HubError(.alreadyExists, "hospital") }
      let hospital = try store.add(Hospital(id: .init(rawValue: 0), name: name))
      try store.record(.hospitalAdded, by: principal, on: "hospital:\(hospital.id)", at: now)
      return hospital
    }
  }

  package func disableHospital(_ id: HospitalID, by principal: Principal) async throws(HubError) {
    try Access.requireAdministrator(principal)
    let now = clock.now().wall
    try await store.commit { store in
      guard var hospital = try store.hospitals().first(where: { $0.id == id }) else { throw HubError(.notFound) }
      hospital.isDisabled = true
      try store.update(hospital)
      try store.record(.disabled, by: principal, on: "hospital:\(id)", at: now)
    }
  }

  // MARK: Clinics

  package func clinics(by principal: Principal) async throws(HubError) -> [Clinic] {
    try Access.requireAdministrator(principal)
    return try await store.ask { try $0.clinics() }
  }

  package func addClinic(_ new: NewClinic, by principal: Principal) async throws(HubError) -> ClinicCreated {
    try Access.requireAdministrator(principal)
    let name = try Self.plainText(new.name, "name")
    let code = try Self.plainText(new.code, "code", maximumLength: 32)
    let zone = new.timeZone ?? "Asia/Shanghai"
    guard TimeZones.isKnown(zone) else { throw HubError(.badRequest, "time zone: an IANA name such as Asia/Shanghai") }
    for title in new.aeTitles where !AETitles.isValid(title) { throw HubError(.badRequest, "AE title: 1 to 16 printable characters") }
    let token = try newToken(.clinic)
    let now = clock.now().wall
    let clinic = try await store.commit { store in
      guard let hospital = try store.hospitals().first(where: { $0.name == new.readBy }) else {
        throw HubError(.badRequest, "there is no hospital of this name")
      }
      guard try store.clinics().allSatisfy({ $0.code != code }) else { throw HubError(.alreadyExists, "clinic code") }
      for title in new.aeTitles {
        guard try store.clinic(aeTitle: title) == nil else { throw HubError(.alreadyExists, "AE title \(title)") }
      }
      let clinic = try store.add(
        Clinic(id: .init(rawValue: 0), name: name, code: code, aeTitles: new.aeTitles, readBy: hospital.id, timeZone: zone))
      try store.setToken(token.digest, of: .clinic(clinic.id))
      try store.record(.clinicAdded, by: principal, on: "clinic:\(clinic.id)", at: now)
      try store.record(.credentialIssued, by: principal, on: "clinic:\(clinic.id)", at: now)
      return clinic
    }
    return ClinicCreated(clinic: clinic, token: token.text)
  }

  package func disableClinic(code: String, by principal: Principal) async throws(HubError) {
    try Access.requireAdministrator(principal)
    let now = clock.now().wall
    try await store.commit { store in
      var clinic = try store.requireClinic(code: code)
      clinic.isDisabled = true
      try store.update(clinic)
      try store.setToken(nil, of: .clinic(clinic.id))
      try store.record(.disabled, by: principal, on: "clinic:\(clinic.id)", at: now)
    }
  }

  package func rotateToken(clinicCode: String, by principal: Principal) async throws(HubError) -> TokenIssued {
    try Access.requireAdministrator(principal)
    let token = try newToken(.clinic)
    let now = clock.now().wall
    try await store.commit { store in
      guard let clinic = try store.clinics().first(where: { $0.code == clinicCode && !$0.isDisabled }) else { throw HubError(.notFound) }
      try store.setToken(token.digest, of: .clinic(clinic.id))
      try store.record(.credentialIssued, by: principal, on: "clinic:\(clinic.id)", at: now)
    }
    return TokenIssued(token: token.text)
  }

  package func addAuditor(by principal: Principal) async throws(HubError) -> TokenIssued {
    try Access.requireAdministrator(principal)
    let token = try newToken(.auditor)
    let now = clock.now().wall
    try await store.commit { store in
      try store.setToken(token.digest, of: .auditor)
      try store.record(.credentialIssued, by: principal, on: "auditor", at: now)
    }
    return TokenIssued(token: token.text)
  }

  // MARK: Shared

  func newToken(_ kind: SecretToken.Kind) throws(HubError) -> (text: String, digest: SecretDigest) {
    do {
      let token = try SecretToken(kind: kind, random: random)
      return (token.text, SecretDigest(bytes: token.tokenHash.bytes))
    } catch { throw HubError(.internalError, "randomness") }
  }

  /// Trimmed, not empty, without control characters.
  static func plainText(_ text: String, _ field: String, maximumLength: Int = 128) throws(HubError) -> String {
    let trimmed = text.trimmingWhitespace
    guard !trimmed.isEmpty, trimmed.count <= maximumLength, !trimmed.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
      throw HubError(.badRequest, field)
    }
    return trimmed
  }
}
