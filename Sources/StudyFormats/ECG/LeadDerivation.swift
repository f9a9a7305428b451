import ECGCore

/// Limb leads that follow from I and II (Einthoven, Goldberger): devices with ten electrodes may send only eight leads.
enum LeadDerivation {
  private static let formulas: [(name: String, i: Float, ii: Float)] = [
    ("III", -1, 1), ("aVR", -0.5, -0.5), ("aVL", 1, -0.5), ("aVF", -0.5, 1),
  ]

  static func isDerivable(_ name: LeadName) -> Bool { formulas.contains { $0.name == name.rawValue } }

  /// Adds those of III, aVR, aVL and aVF that are absent, when I, II and any chest lead are there; behind the others, marked as derived.
  /// A recording without chest leads stays as it was sent: it is no incomplete twelve-lead ECG.
  static func completing(_ leads: [ECGLead]) -> [ECGLead] {
    func lead(_ name: String) -> ECGLead? { leads.first { $0.name.rawValue == name } }
    guard let first = lead("I"), let second = lead("II"), (1...6).contains(where: { lead("V\($0)") != nil }) else { return leads }
    let added = formulas.filter { lead($0.name) == nil }.map { formula in
      let samples = zip(first.samplesMicrovolts, second.samplesMicrovolts).map { $0 * formula.i + $1 * formula.ii }
      return ECGLead(name: LeadName(rawValue: formula.name), samplesMicrovolts: samples, isDerived: true)
    }
    return leads + added
  }
}
