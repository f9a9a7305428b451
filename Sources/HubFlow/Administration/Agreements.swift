import Foundation
import HubAPI
import HubModel

extension HubReading {
  /// What was agreed for a clinic; nothing special where nothing was set.
  func agreement(of clinic: ClinicID) throws -> Agreement {
    guard let text = try setting(AgreementSetting.key(of: clinic)) else { return Agreement() }
    guard let agreement = try? JSONDecoder().decode(Agreement.self, from: Data(text.utf8)) else { throw HubError(.storeDamaged, "agreement") }
    return agreement
  }
}

/// How an agreement lies among the settings.
private enum AgreementSetting {
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

  /// Counts for reports that are signed from now on.
  package func setAgreement(_ new: Agreement, clinicCode: String, by principal: Principal) async throws(HubError) -> Agreement {
    try Access.requireAdministrator(principal)
    let now = clock.now().wall
    return try await store.commit { store in
      let clinic = try store.requireClinic(code: clinicCode)
      let scopes = new.reviewedScopes.map(\.rawValue).sorted()
      try store.set("{\"reviewedScopes\":[\(scopes.map { "\"\($0)\"" }.joined(separator: ","))]}", forSetting: AgreementSetting.key(of: clinic.id))
      try store.record(.agreementSet, by: principal, on: "clinic:\(clinic.id)", detail: "review " + scopes.joined(separator: ","), at: now)
      return new
    }
  }
}
