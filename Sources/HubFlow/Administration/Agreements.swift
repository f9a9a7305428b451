import HubAPI
import HubModel

extension HubReading {
  /// What was agreed for a clinic; nothing special where nothing was set.
  func agreement(of clinic: ClinicID) throws -> Agreement {
    guard let text = try setting(AgreementSetting.key(of: clinic)) else { return Agreement() }
    return try SettingJSON.value(text, "agreement")
  }
}

/// How an agreement lies among the settings.
enum AgreementSetting {
  static func key(of clinic: ClinicID) -> String { "agreement:\(clinic)" }
}

extension Administration {
  package func agreement(clinicCode: String, by principal: Principal) async throws(HubError) -> Agreement {
    try Access.requireAdministrator(principal)
    return try await store.ask { store in
      let clinic = try store.requireClinic(code: clinicCode)
      return try store.agreement(of: clinic.id)
    }
  }

  /// Counts for what is claimed and signed from now on.
  ///
  /// - Throws: `bad-request` for a term that ends before it begins, or an agreement to read nothing.
  package func setAgreement(_ new: Agreement, clinicCode: String, by principal: Principal) async throws(HubError) -> Agreement {
    try Access.requireAdministrator(principal)
    guard new.term.isPossible else { throw HubError(.badRequest, "term") }
    guard new.readScopes?.isEmpty != true else { throw HubError(.badRequest, "readScopes") }
    let now = clock.now().wall
    return try await store.commit { store in
      let clinic = try store.requireClinic(code: clinicCode)
      let text = try SettingJSON.text(new)
      try store.set(text, forSetting: AgreementSetting.key(of: clinic.id))
      try store.record(.agreementSet, by: principal, on: "clinic:\(clinic.id)", detail: text, at: now)
      return new
    }
  }
}
