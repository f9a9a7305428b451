import ECGCore

/// Finds headers whose gains cannot be those of the recording: read with them the limb leads contradict one another, while the converter's
/// own numbers keep every law (`LimbLeadLaw`) to the last step. Then all leads share one gain and the header's were made later, such as by
/// scaling each lead to its own range.
///
/// The laws tell that the gain is common, not how large it is. A microvolt a step is assumed, and only where the limb leads then have an
/// ECG's size. In the Lobachevsky University database (every lead scaled to 1 mV) it gives the median voltages of PTB-XL within some 20 % in each
/// lead but V2.
enum WFDBCommonGain {
  static let microvoltsPerStep = 1.0
  /// Share of the leads' movement that the stated gains must leave over.
  static let leastStatedShare = 0.03
  /// Rounding alone leaves 0.3 steps over.
  static let mostStepsLeft = 0.5
  /// From the lowest to the highest value of that of I, II and III which spans most.
  static let spanMicrovolts: ClosedRange<Double> = 300...10_000
  private static let minimumMoments = 50

  /// The leads read with the common gain; `nil` where the stated gains may stand.
  ///
  /// - Parameter stepsPerMicrovolt: the stated gain of each lead.
  static func corrected(_ leads: [ECGLead], stepsPerMicrovolt: [Double], rateHertz: Double) -> [ECGLead]? {
    guard leads.count == stepsPerMicrovolt.count, let first = stepsPerMicrovolt.first, stepsPerMicrovolt.contains(where: { $0 != first }) else {
      return nil
    }
    let limbs = LeadName.standardTwelve.prefix(6).compactMap { name in leads.firstIndex { $0.name == name && !$0.isDerived } }
    guard limbs.count == 6 else { return nil }
    let stated = limbs.map { leads[$0].samplesMicrovolts }
    guard contradict(stated, rateHertz: rateHertz) else { return nil }
    let steps = limbs.map { index in inSteps(leads[index].samplesMicrovolts, stepsPerMicrovolt[index]) }
    guard agree(steps, rateHertz: rateHertz), spanMicrovolts.contains(widest(steps.prefix(3)) * microvoltsPerStep) else { return nil }
    return zip(leads, stepsPerMicrovolt).map { lead, gain in
      var lead = lead
      lead.samplesMicrovolts = inSteps(lead.samplesMicrovolts, gain).map { $0 * Float(microvoltsPerStep) }
      return lead
    }
  }

  private static func inSteps(_ samples: [Float], _ stepsPerMicrovolt: Double) -> [Float] {
    samples.map { (Double($0) * stepsPerMicrovolt).isFinite ? Float((Double($0) * stepsPerMicrovolt).rounded()) : .nan }
  }

  private static func residues(_ limbs: [[Float]], rateHertz: Double) -> [LimbLeadLaw.Residue] {
    zip(LimbLeadLaw.all, limbs.dropFirst(2)).map { law, lead in law.residue(first: limbs[0], second: limbs[1], lead: lead, rateHertz: rateHertz) }
  }

  private static func contradict(_ limbs: [[Float]], rateHertz: Double) -> Bool {
    residues(limbs, rateHertz: rateHertz).contains {
      $0.moments >= minimumMoments && $0.leftMicrovolts > leastStatedShare * $0.movementMicrovolts
    }
  }

  private static func agree(_ limbs: [[Float]], rateHertz: Double) -> Bool {
    residues(limbs, rateHertz: rateHertz).allSatisfy { $0.moments >= minimumMoments && $0.leftMicrovolts <= mostStepsLeft * Double($0.moments) }
  }

  private static func widest(_ leads: ArraySlice<[Float]>) -> Double {
    leads.map { samples in
      let valid = samples.lazy.filter(\.isFinite)
      return Double((valid.max() ?? 0) - (valid.min() ?? 0))
    }.max() ?? 0
  }
}
