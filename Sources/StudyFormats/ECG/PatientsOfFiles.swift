import ECGCore
import HubModel

extension ECGComparer.Patients {
  /// Whose two files are, by the patient's number and who gave it out; files without a number say nothing.
  package init(_ one: PatientIdentity, _ other: PatientIdentity) {
    guard !one.externalID.isEmpty, !other.externalID.isEmpty else {
      self = .unknown
      return
    }
    let isOneHouse = one.issuer == other.issuer || one.issuer.isEmpty || other.issuer.isEmpty
    // The same number given out by two houses may be two people.
    self = one.externalID != other.externalID ? .different : isOneHouse ? .same : .unknown
  }
}
