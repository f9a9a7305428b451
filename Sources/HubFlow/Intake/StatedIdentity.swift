import HubAPI
import HubModel

extension HubReading {
  /// Digests among the items that need not be sent: held, and of the person the sender names. The others are sent again, so that the
  /// identity they come with is looked at.
  func settledDigests(of new: NewUpload, from clinic: ClinicID) throws -> Set<BlobKey> {
    let held = try heldDigests(among: new.items.map(\.digest), of: clinic)
    guard let identity = new.identity else { return held }
    let others = try arrivals(among: Array(held), of: clinic).filter { try statedBefore($0).map { !$0.isSettled(by: identity) } ?? false }
    return held.subtracting(others.map(\.blob))
  }

  private func statedBefore(_ arrival: Arrival) throws -> PatientIdentity? {
    guard case .indexed(let study) = arrival.state else { return nil }
    return try patient(requireStudy(study).patient)?.identity
  }
}

extension HubWriting {
  /// The sender names the person of an object that is here already: an identity that was pending is completed, another person is refused.
  ///
  /// - Throws: `identity-mismatch`.
  func complete(_ stated: PatientIdentity, of id: ArrivalID, by actor: Principal, at now: Instant) throws {
    guard let arrival = try arrival(id), case .indexed(let studyID) = arrival.state else { return }
    var study = try requireStudy(studyID)
    guard let patient = try patient(study.patient) else { throw HubError(.storeDamaged, "patient") }
    guard !patient.identity.isSettled(by: stated) else { return }
    guard !patient.identity.contradicts(stated) else { throw HubError(.identityMismatch) }
    study.patient = try findOrAdd(patient: patient.identity.completed(by: stated), of: arrival.clinic).id
    study.revision += 1
    try update(study)
    if var reading = try reading(of: studyID) {
      reading.isIdentityPending = false
      try update(reading)
    }
    try record(.identityCompleted, by: actor, on: "arrival:\(id)", detail: "study \(studyID)", at: now)
  }
}

extension PatientIdentity {
  var isPending: Bool { externalID.isEmpty && name.isEmpty }

  /// Two ids, or two names without ids, that differ: two persons.
  fileprivate func contradicts(_ stated: PatientIdentity) -> Bool {
    if !externalID.isEmpty, !stated.externalID.isEmpty { return externalID != stated.externalID }
    return externalID.isEmpty && stated.externalID.isEmpty && !name.isEmpty && !stated.name.isEmpty && name != stated.name
  }

  /// What the sender states adds nothing to this and contradicts nothing.
  fileprivate func isSettled(by stated: PatientIdentity) -> Bool {
    let isFuller = (externalID.isEmpty && !stated.externalID.isEmpty) || (name.isEmpty && !stated.name.isEmpty)
    return !contradicts(stated) && !isFuller
  }

  fileprivate func completed(by stated: PatientIdentity) -> PatientIdentity {
    PatientIdentity(
      issuer: externalID.isEmpty ? stated.issuer : issuer, externalID: externalID.isEmpty ? stated.externalID : externalID,
      name: name.isEmpty ? stated.name : name, isNameRepaired: isNameRepaired, sex: sex ?? stated.sex, birthDate: birthDate ?? stated.birthDate)
  }
}
