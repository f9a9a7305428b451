/// What makes a limb lead follow from I and II: III = II − I (Einthoven 1912), aVR = −(I + II) / 2, aVL = I − II / 2,
/// aVF = II − I / 2 (Goldberger 1942).
package struct LimbLeadLaw: Sendable {
  package let lead: LeadName
  private let i: Float
  private let ii: Float

  private init(_ lead: String, i: Float, ii: Float) {
    self.lead = LeadName(rawValue: lead)
    self.i = i
    self.ii = ii
  }

  package static let einthoven = LimbLeadLaw("III", i: -1, ii: 1)
  package static let all = [
    einthoven, LimbLeadLaw("aVR", i: -0.5, ii: -0.5), LimbLeadLaw("aVL", i: 1, ii: -0.5), LimbLeadLaw("aVF", i: -0.5, ii: 1),
  ]

  /// How far leads keep to a law, summed over moments of the recording.
  package struct Residue: Sendable {
    /// What the law leaves over.
    package fileprivate(set) var leftMicrovolts = 0.0
    /// Mean movement of the three leads.
    package fileprivate(set) var movementMicrovolts = 0.0
    package fileprivate(set) var moments = 0
  }

  /// Movement is compared over this time, so that offsets do not matter.
  private static let stepSeconds = 0.02
  /// Moments looked at, evenly spread over the recording.
  private static let maximumMoments = 100_000

  /// Moments at which a lead was not recorded are passed over.
  package func residue(first: [Float], second: [Float], lead third: [Float], rateHertz: Double) -> Residue {
    let count = min(first.count, second.count, third.count)
    let step = max(1, Int(Self.stepSeconds * min(rateHertz, 1e6)))
    var residue = Residue()
    for index in stride(from: 0, to: count - step, by: max(1, step / 3, count / Self.maximumMoments)) {
      let one = first[index + step] - first[index]
      let two = second[index + step] - second[index]
      let three = third[index + step] - third[index]
      let left = Double(abs(three - i * one - ii * two))
      guard left.isFinite else { continue }
      residue.leftMicrovolts += left
      residue.movementMicrovolts += Double(abs(one) + abs(two) + abs(three)) / 3
      residue.moments += 1
    }
    return residue
  }
}
