import HubAPI
import HubModel

extension HubSession {
  package func whoAmI() async throws -> WhoAmI { try await get("whoami") }

  /// The hub's root certificate (PEM); needs no credentials.
  package func rootCertificate() async throws -> String { String(decoding: try await download("trust/root"), as: UTF8.self) }
  /// Not repeated by itself after a lost answer: the code is used up by the first success.
  package func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentResult { try await post("enrolments", request, isRepeatable: false) }

  package func hospitals() async throws -> [Hospital] { try await get("admin/hospitals") }
  package func addHospital(_ hospital: NewHospital) async throws -> Hospital { try await post("admin/hospitals", hospital, isRepeatable: false) }
  package func disableHospital(_ id: HospitalID) async throws { try await act("admin/hospitals/\(id)/disable") }

  package func clinics() async throws -> [Clinic] { try await get("admin/clinics") }
  package func addClinic(_ clinic: NewClinic) async throws -> ClinicCreated { try await post("admin/clinics", clinic, isRepeatable: false) }
  package func disableClinic(code: String) async throws { try await act("admin/clinics/\(Self.escaped(code))/disable") }
  /// Each call makes another token, and the last one counts.
  package func rotateToken(clinicCode: String) async throws -> TokenIssued {
    try await post("admin/clinics/\(Self.escaped(clinicCode))/token", Nothing())
  }

  package func readers() async throws -> [Reader] { try await get("admin/readers") }
  package func addReader(_ reader: NewReader) async throws -> ReaderCreated { try await post("admin/readers", reader, isRepeatable: false) }
  package func disableReader(_ id: ReaderID) async throws { try await act("admin/readers/\(id)/disable") }
  package func renewEnrolment(_ id: ReaderID) async throws -> ReaderCreated { try await post("admin/readers/\(id)/enrolment", Nothing()) }
  package func addAuditor() async throws -> TokenIssued { try await post("admin/auditors", Nothing(), isRepeatable: false) }

  package func auditEntries(after number: Int64, limit: Int) async throws -> AuditPage {
    try await get("audit/entries", [("after", String(number)), ("limit", String(limit))])
  }
  package func auditHead() async throws -> SignedAuditHead { try await get("audit/head") }

  package func contacts(clinicCode: String) async throws -> ClinicContacts { try await get("admin/clinics/\(Self.escaped(clinicCode))/contacts") }
  package func setContacts(_ contacts: ClinicContacts, clinicCode: String) async throws -> ClinicContacts {
    try await put("admin/clinics/\(Self.escaped(clinicCode))/contacts", contacts)
  }

  package func setRights(_ rights: ReaderRights, of reader: ReaderID) async throws -> Reader {
    try await put("admin/readers/\(reader)/rights", rights)
  }

  package func agreement(clinicCode: String) async throws -> Agreement { try await get("admin/clinics/\(Self.escaped(clinicCode))/agreement") }
  package func setAgreement(_ agreement: Agreement, clinicCode: String) async throws -> Agreement {
    try await put("admin/clinics/\(Self.escaped(clinicCode))/agreement", agreement)
  }
}
