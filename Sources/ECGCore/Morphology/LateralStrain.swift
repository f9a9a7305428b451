/// ST and T of I, aVL, V5 and V6 as a hypertrophic left ventricle makes them.
enum LateralStrain {
  static let leads = ["I", "aVL", "V5", "V6"]
  static let chest = ["V5", "V6"]

  /// ST down and T inverted in two of them.
  static func isStrain(_ ecg: MeasuredECG) -> Bool {
    leads.compactMap { ecg.lead($0) }.filter { ($0.j60AmplitudeMicrovolts ?? 0) <= -50 && ($0.tAmplitudeMicrovolts ?? 0) <= -100 }.count >= 2
  }

  /// ST a little down and T at most a twentieth of R in two of them.
  static func isBegun(_ ecg: MeasuredECG) -> Bool {
    leads.compactMap { ecg.lead($0) }.filter {
      ($0.j60AmplitudeMicrovolts ?? 0) <= -30 && ($0.tAmplitudeMicrovolts ?? 0) <= 0.05 * max($0.tallestRMicrovolts ?? 0, 0)
    }.count >= 2
  }

  /// The higher of the ST segments of V5 and V6, 60 ms after J; `nil` where one is missing.
  static func highestMicrovolts(_ ecg: MeasuredECG) -> Double? {
    let values = chest.compactMap { ecg.lead($0)?.j60AmplitudeMicrovolts }
    return values.count == chest.count ? values.max() : nil
  }

  /// ST raised in neither V5 nor V6. Healthy hearts with high voltage raise it there: all nine of PTB-XL's normal records above a voltage limit do,
  /// 11 of 14 hypertrophic ones do not.
  static func isLevel(_ ecg: MeasuredECG) -> Bool { highestMicrovolts(ecg).map { $0 <= 0 } ?? false }
}
