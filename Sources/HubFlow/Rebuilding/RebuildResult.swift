import HubModel

/// What a rebuild of the index brought back, and what it could not.
package struct RebuildResult: Sendable, Equatable, Codable {
  /// Objects the index knew already.
  package var knownObjects = 0
  /// Objects that are in the list again, to be screened anew.
  package var restoredObjects = 0
  /// Acknowledged, and their bytes are gone.
  package var missingObjects = 0
  /// Acknowledged, and their bytes are not those any more.
  package var damagedObjects = 0
  /// Sound objects of which nothing tells whose they are.
  package var ownerlessObjects = 0
  /// Files that are neither an object nor a signed report: prepared reports, what was refused and kept.
  package var otherFiles = 0
  package var studies = 0
  package var restoredReports = 0
  /// Signed reports whose study, or whose place among its reports, is not known.
  package var unplacedReports = 0
  package var addedHospitals = 0
  package var addedClinics = 0
  package var addedReaders = 0
  /// Lines of the owners' register that are not as they were written.
  package var damagedRegisterLines = 0
  package init() {}

  /// Whether the index lacked anything that is there again.
  package var isAnythingRestored: Bool { restoredObjects + restoredReports + addedHospitals + addedClinics + addedReaders > 0 }

  /// For the audit trail: counts.
  var auditDetail: String {
    "objects \(restoredObjects) reports \(restoredReports) clinics \(addedClinics) readers \(addedReaders) missing \(missingObjects) "
      + "damaged \(damagedObjects) ownerless \(ownerlessObjects) unplaced \(unplacedReports)"
  }
}
