import ECGCore

/// Whether limb leads that were recorded follow from I and II (`LimbLeadLaw`). Where they do not, electrodes or gains were mixed up,
/// and no amplitude can be trusted.
enum LimbLeadCheck {
  /// Largest share of the three leads' mean movement that noise, filters and rounding may leave over.
  private static let maximumResidualShare = 0.2
  /// No law is called broken by less than this mean residual.
  private static let noiseMicrovolts = 5.0
  private static let minimumMoments = 50

  /// The leads that break their law beyond noise; none where I or II is missing.
  static func broken(in recording: ECGRecording) -> [LeadName] {
    func lead(_ name: LeadName) -> ECGLead? { recording.leads.first { $0.name == name && !$0.isDerived } }
    guard let first = lead(LeadName(rawValue: "I")), let second = lead(LeadName(rawValue: "II")) else { return [] }
    return LimbLeadLaw.all.compactMap { law in
      guard let third = lead(law.lead) else { return nil }
      let residue = law.residue(
        first: first.samplesMicrovolts, second: second.samplesMicrovolts, lead: third.samplesMicrovolts, rateHertz: recording.samplingRateHertz)
      return isBroken(residue) ? third.name : nil
    }
  }

  private static func isBroken(_ residue: LimbLeadLaw.Residue) -> Bool {
    guard residue.moments >= minimumMoments else { return false }
    return residue.leftMicrovolts > maximumResidualShare * residue.movementMicrovolts
      && residue.leftMicrovolts > noiseMicrovolts * Double(residue.moments)
  }

  static func remarks(_ recording: ECGRecording) -> [BilingualText] {
    let leads = broken(in: recording)
    return leads.isEmpty ? [] : [DocumentRemarks.contradicting(leads)]
  }
}
