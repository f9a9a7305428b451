import HubModel

extension HubStore {
  /// `read`, with every failure as a `HubError`.
  func ask<Value: Sendable>(_ body: @escaping @Sendable (any HubReading) throws -> Value) async throws(HubError) -> Value {
    do { return try await read(body) } catch { throw HubError(wrapping: error) }
  }
  /// `write`, with every failure as a `HubError`.
  func commit<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) async throws(HubError) -> Value {
    do { return try await write(body) } catch { throw HubError(wrapping: error) }
  }
  /// `writeBlocking`, with every failure as a `HubError`.
  func commitBlocking<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) throws(HubError) -> Value {
    do { return try writeBlocking(body) } catch { throw HubError(wrapping: error) }
  }
}

extension HubError {
  /// Whether the disk takes nothing: it is full, read-only or broken.
  var isWantOfStorage: Bool { code == .storageFull || code == .storageFailed }

  /// Keeps a `HubError`; anything else is our fault and says only its type, since its text may quote data.
  package init(wrapping error: any Error) {
    self = (error as? HubError) ?? HubError(.internalError, String(describing: type(of: error)))
  }
}

extension HubReading {
  /// The enabled reader behind a principal.
  ///
  /// - Throws: `not-permitted`.
  func requireReader(_ principal: Principal) throws -> Reader {
    let id = try Access.requireReader(principal)
    guard let reader = try reader(id), !reader.isDisabled else { throw HubError(.notPermitted) }
    return reader
  }
  /// A reading this reader may see.
  ///
  /// - Throws: `not-found` for one that is absent or foreign; `outside-scope`.
  func requireReading(_ id: ReadingID, visibleTo reader: Reader) throws -> Reading {
    guard let reading = try reading(id) else { throw HubError(.notFound) }
    try Access.requireVisible(reading, to: reader)
    return reading
  }
  /// That this reader may claim and sign this reading now.
  ///
  /// - Throws: `agreement-not-in-force`, `licence-not-valid`.
  func requireEntitled(_ reader: Reader, to reading: Reading, at now: Instant) throws {
    if let refusal = try refusal(of: reader, to: reading, at: now) { throw refusal }
  }
  /// What keeps this reader from claiming and signing this reading now; `nil` when nothing does.
  func refusal(of reader: Reader, to reading: Reading, at now: Instant) throws -> HubError? {
    let agreement = try agreement(of: reading.clinic)
    return try Access.refusal(
      of: reader, to: reading.scope, wasIssued: reading.wasIssued, under: agreement, on: day(now, at: reading.clinic))
  }
  private func day(_ now: Instant, at id: ClinicID) throws -> CivilDay {
    guard let clinic = try clinic(id) else { throw HubError(.storeDamaged, "clinic") }
    return now.civilDay(zone: clinic.timeZone)
  }
  /// - Throws: `not-found`.
  func requireClinic(code: String) throws -> Clinic {
    guard let clinic = try clinics().first(where: { $0.code == code }) else { throw HubError(.notFound) }
    return clinic
  }
  func requireStudy(_ id: StudyID) throws -> Study {
    guard let study = try study(id) else { throw HubError(.storeDamaged, "study missing") }
    return study
  }
}
