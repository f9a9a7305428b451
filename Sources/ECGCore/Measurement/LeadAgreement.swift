/// Whether the limb leads are what they say: I + III = II at every moment. Leads whose gains were lost or whose names were mixed up
/// break it, and then no amplitude may be trusted.
struct LeadAgreement: Sendable {
  /// Largest share of the limb leads' movement that may be left over.
  var maximumResidual = 0.2

  /// `nil` when the three leads are not all there or hardly move.
  func isTrusted(_ leads: [[Float]], names: [LeadName], rateHertz: Double) -> Bool? {
    func lead(_ name: String) -> [Float]? { names.firstIndex { $0.rawValue == name }.map { leads[$0] } }
    guard let first = lead("I"), let second = lead("II"), let third = lead("III") else { return nil }
    let residue = LimbLeadLaw.einthoven.residue(first: first, second: second, lead: third, rateHertz: rateHertz)
    return residue.movementMicrovolts > 0 ? residue.leftMicrovolts <= maximumResidual * residue.movementMicrovolts : nil
  }
}
