import HubAPI

/// Every call the hub answers over HTTP, as data: the router is built from it and `docs/openapi.yaml` is tested against it.
package enum RouteTable {
  package enum Method: String, Sendable, CaseIterable { case get = "GET", post = "POST", put = "PUT" }

  /// Who gets anything but a refusal. The stages decide; this says what they decide, and tests hold them to it.
  package enum Access: Sendable, Equatable {
    /// No credentials asked.
    case open
    case roles(Set<WhoAmI.Role>)

    static let everyone = Access.roles([.clinic, .reader, .administrator, .auditor])
    static let administrator = Access.roles([.administrator])
    static let clinic = Access.roles([.clinic])
    static let reader = Access.roles([.reader])
    static let readerOrClinic = Access.roles([.reader, .clinic])
    static let auditor = Access.roles([.administrator, .auditor])
  }

  package struct Entry: Sendable, Equatable {
    package let operation: Operation
    package let method: Method
    /// Template with `{names}`, from the root of the server.
    package let path: String
    package let access: Access
    init(_ operation: Operation, _ method: Method, _ path: String, _ access: Access) {
      self.operation = operation
      self.method = method
      self.path = path.hasPrefix("/") ? path : Wire.root + "/" + path
      self.access = access
    }
  }

  package static let all: [Entry] = hub + administration + intake + readings + reports + critical + audit

  private static let hub: [Entry] = [
    Entry(.live, .get, "/health/live", .open),
    Entry(.ready, .get, "/health/ready", .open),
    Entry(.metrics, .get, "/metrics", .auditor),
    Entry(.whoAmI, .get, "whoami", .everyone),
    Entry(.trustRoot, .get, "trust/root", .open),
    Entry(.trustHub, .get, "trust/hub", .open),
    Entry(.enrol, .post, "enrolments", .open),
  ]
  private static let administration: [Entry] = [
    Entry(.listHospitals, .get, "admin/hospitals", .administrator),
    Entry(.addHospital, .post, "admin/hospitals", .administrator),
    Entry(.disableHospital, .post, "admin/hospitals/{id}/disable", .administrator),
    Entry(.listClinics, .get, "admin/clinics", .administrator),
    Entry(.addClinic, .post, "admin/clinics", .administrator),
    Entry(.disableClinic, .post, "admin/clinics/{code}/disable", .administrator),
    Entry(.rotateClinicToken, .post, "admin/clinics/{code}/token", .administrator),
    Entry(.listContacts, .get, "admin/clinics/{code}/contacts", .administrator),
    Entry(.setContacts, .put, "admin/clinics/{code}/contacts", .administrator),
    Entry(.showAgreement, .get, "admin/clinics/{code}/agreement", .administrator),
    Entry(.setAgreement, .put, "admin/clinics/{code}/agreement", .administrator),
    Entry(.listReaders, .get, "admin/readers", .administrator),
    Entry(.addReader, .post, "admin/readers", .administrator),
    Entry(.setRights, .put, "admin/readers/{id}/rights", .administrator),
    Entry(.disableReader, .post, "admin/readers/{id}/disable", .administrator),
    Entry(.renewEnrolment, .post, "admin/readers/{id}/enrolment", .administrator),
    Entry(.startBackup, .post, "admin/backup", .administrator),
    Entry(.showBackup, .get, "admin/backup", .administrator),
    Entry(.addAuditor, .post, "admin/auditors", .administrator),
  ]
  private static let intake: [Entry] = [
    Entry(.openUpload, .post, "uploads", .clinic),
    Entry(.putObject, .put, "uploads/{id}/objects/{digest}", .clinic),
    Entry(.listRefusals, .get, "refusals", .clinic),
    Entry(.storeInstances, .post, "/dicom-web/studies", .clinic),
    Entry(.storeInstancesOfStudy, .post, "/dicom-web/studies/{study}", .clinic),
  ]
  private static let readings: [Entry] = [
    Entry(.listReadings, .get, "readings", .readerOrClinic),
    Entry(.claimNext, .post, "readings/next/claim", .reader),
    Entry(.showReading, .get, "readings/{id}", .reader),
    Entry(.claim, .post, "readings/{id}/claim", .reader),
    Entry(.release, .post, "readings/{id}/release", .reader),
    Entry(.renewLease, .post, "readings/{id}/renewal", .reader),
    Entry(.ecgPage, .get, "readings/{id}/ecg", .reader),
    Entry(.priorECG, .get, "readings/{id}/prior", .reader),
    Entry(.priorPage, .get, "readings/{id}/prior/ecg", .reader),
    Entry(.frame, .get, "readings/{id}/frame", .reader),
    Entry(.object, .get, "readings/{id}/objects/{arrival}", .reader),
    Entry(.screening, .get, "readings/{id}/screening", .reader),
    Entry(.overrideStatement, .post, "readings/{id}/overrides", .reader),
    Entry(.countOverrides, .get, "overrides", .roles([.reader, .administrator])),
    Entry(.listVersions, .get, "readings/{id}/versions", .reader),
    Entry(.saveVersion, .post, "readings/{id}/versions", .reader),
    Entry(.prepareSignature, .post, "readings/{id}/versions/{number}/preparation", .reader),
    Entry(.submitSignature, .post, "readings/{id}/versions/{number}/signature", .reader),
    Entry(.prepareReview, .post, "readings/{id}/versions/{number}/review/preparation", .reader),
    Entry(.submitReview, .post, "readings/{id}/versions/{number}/review", .reader),
    Entry(.returnReport, .post, "readings/{id}/return", .reader),
    Entry(.amendReport, .post, "readings/{id}/amendment", .reader),
    Entry(.cancelAmendment, .post, "readings/{id}/amendment/cancellation", .reader),
  ]
  private static let reports: [Entry] = [
    Entry(.listReports, .get, "reports", .clinic),
    Entry(.reportPDF, .get, "reports/{sequence}/pdf", .clinic),
    Entry(.reportJSON, .get, "reports/{sequence}/json", .clinic),
    Entry(.acknowledgeReport, .post, "reports/{sequence}/acknowledgement", .clinic),
  ]
  private static let critical: [Entry] = [
    Entry(.listCritical, .get, "critical", .readerOrClinic),
    Entry(.showCritical, .get, "critical/{id}", .readerOrClinic),
    Entry(.raiseCritical, .post, "readings/{id}/critical", .reader),
    Entry(.acknowledgeCritical, .post, "critical/{id}/acknowledgement", .clinic),
    Entry(.tellCritical, .post, "critical/{id}/calls", .reader),
    Entry(.closeCritical, .post, "critical/{id}/closure", .reader),
  ]
  private static let audit: [Entry] = [
    Entry(.listAuditEntries, .get, "audit/entries", .auditor),
    Entry(.auditHead, .get, "audit/head", .everyone),
  ]
}

/// The name of a call; `operationId` in `docs/openapi.yaml`.
package enum Operation: String, Sendable, CaseIterable {
  case live, ready, metrics, whoAmI, trustRoot, trustHub, enrol
  case listHospitals, addHospital, disableHospital
  case listClinics, addClinic, disableClinic, rotateClinicToken, listContacts, setContacts, showAgreement, setAgreement
  case listReaders, addReader, setRights, disableReader, renewEnrolment, addAuditor, startBackup, showBackup
  case openUpload, putObject, listRefusals, storeInstances, storeInstancesOfStudy
  case listReadings, claimNext, showReading, claim, release, renewLease
  case ecgPage, priorECG, priorPage, frame, object, screening
  case overrideStatement, countOverrides
  case listVersions, saveVersion, prepareSignature, submitSignature, prepareReview, submitReview, returnReport
  case amendReport, cancelAmendment
  case listReports, reportPDF, reportJSON, acknowledgeReport
  case listCritical, showCritical, raiseCritical, acknowledgeCritical, tellCritical, closeCritical
  case listAuditEntries, auditHead
}

extension RouteTable {
  /// Methods that `path` answers to; empty for an unknown path.
  static func methods(answeringTo path: some StringProtocol) -> [Method] {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    return templates.filter { template in
      template.parts.count == parts.count && zip(template.parts, parts).allSatisfy { $0?.elementsEqual($1) ?? true }
    }.map(\.method)
  }

  /// Each path in its parts, `nil` for what stands in braces. Taken apart once: every request is held against all of them.
  private static let templates: [(method: Method, parts: [[UInt8]?])] = all.map { entry in
    let parts = entry.path.utf8.split(separator: UInt8(ascii: "/"))
    return (entry.method, parts.map { $0.first == UInt8(ascii: "{") ? nil : Array($0) })
  }
}
