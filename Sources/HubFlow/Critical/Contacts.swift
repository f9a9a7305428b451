import HubAPI
import HubModel

/// How a clinic's contacts lie among the settings.
enum ContactSetting {
  static func key(of clinic: ClinicID) -> String { "contacts:\(clinic)" }
}

extension Administration {
  package func contacts(clinicCode: String, by principal: Principal) async throws(HubError) -> ClinicContacts {
    try Access.requireAdministrator(principal)
    return try await store.ask { store in
      let clinic = try store.requireClinic(code: clinicCode)
      return ClinicContacts(contacts: try store.contacts(of: clinic.id))
    }
  }

  /// Replaces all of a clinic's contacts.
  ///
  /// - Throws: `bad-request` for an empty name or telephone, a level outside 1…9, or more than 20.
  package func setContacts(_ new: ClinicContacts, clinicCode: String, by principal: Principal) async throws(HubError) -> ClinicContacts {
    try Access.requireAdministrator(principal)
    guard new.contacts.count <= 20 else { throw HubError(.badRequest, "20 contacts at most") }
    var contacts: [Contact] = []
    for contact in new.contacts {
      guard (1...9).contains(contact.level) else { throw HubError(.badRequest, "level") }
      contacts.append(
        Contact(
          name: try Self.plainText(contact.name, "name"), phone: try Self.plainText(contact.phone, "phone", maximumLength: 32), level: contact.level))
    }
    contacts.sort { $0.level < $1.level }
    let kept = contacts
    let now = clock.now().wall
    return try await store.commit { store in
      let clinic = try store.requireClinic(code: clinicCode)
      try store.set(try SettingJSON.text(kept), forSetting: ContactSetting.key(of: clinic.id))
      try store.record(.contactsSet, by: principal, on: "clinic:\(clinic.id)", detail: "\(kept.count)", at: now)
      return ClinicContacts(contacts: kept)
    }
  }
}
