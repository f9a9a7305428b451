import ECGCore

/// Whether limb leads that were recorded follow from I and II: III = II − I (Einthoven 1912), aVR = −(I + II) / 2, aVL = I − II / 2,
/// aVF = II − I / 2 (Goldberger 1942). Where they do not, electrodes or gains were mixed up, and no amplitude can be trusted.
enum LimbLeadLaw {
  /// Movement is compared over this time, so that offsets do not matter.
  private static let stepSeconds = 0.02
  /// Largest share of the three leads' mean movement that noise, filters and rounding may leave over.
  private static let maximumResidualShare = 0.2
  /// No law is called broken by less than this mean residual.
  private static let noiseMicrovolts = 5.0
  /// Moments looked at, evenly spread over the recording.
  private static let maximumMoments = 100_000
  private static let minimumMoments = 50

  private struct Law {
    let name: String
    let i: Float
    let ii: Float
  }

  private static let laws = [
    Law(name: "III", i: -1, ii: 1), Law(name: "aVR", i: -0.5, ii: -0.5), Law(name: "aVL", i: 1, ii: -0.5), Law(name: "aVF", i: -0.5, ii: 1),
  ]

  /// The leads that break their law beyond noise; none where I or II is missing.
  static func broken(in recording: ECGRecording) -> [LeadName] {
    func lead(_ name: String) -> ECGLead? { recording.leads.first { $0.name.rawValue == name && !$0.isDerived } }
    guard let first = lead("I"), let second = lead("II") else { return [] }
    return laws.compactMap { law in
      guard let third = lead(law.name) else { return nil }
      let leads = (first.samplesMicrovolts, second.samplesMicrovolts, third.samplesMicrovolts)
      return isBroken(law, leads, rateHertz: recording.samplingRateHertz) ? third.name : nil
    }
  }

  private static func isBroken(_ law: Law, _ leads: (i: [Float], ii: [Float], third: [Float]), rateHertz: Double) -> Bool {
    let count = min(leads.i.count, leads.ii.count, leads.third.count)
    let step = max(1, Int(stepSeconds * min(rateHertz, 1e6)))
    guard count > step else { return false }
    var residual = 0.0
    var strength = 0.0
    var moments = 0
    for index in stride(from: 0, to: count - step, by: max(1, step / 3, count / maximumMoments)) {
      let i = leads.i[index + step] - leads.i[index]
      let ii = leads.ii[index + step] - leads.ii[index]
      let third = leads.third[index + step] - leads.third[index]
      let left = Double(abs(third - law.i * i - law.ii * ii))
      guard left.isFinite else { continue }
      residual += left
      strength += Double(abs(i) + abs(ii) + abs(third)) / 3
      moments += 1
    }
    guard moments >= minimumMoments else { return false }
    return residual > maximumResidualShare * strength && residual > noiseMicrovolts * Double(moments)
  }

  static func remarks(_ recording: ECGRecording) -> [BilingualText] {
    let leads = broken(in: recording)
    return leads.isEmpty ? [] : [DocumentRemarks.contradicting(leads)]
  }
}
