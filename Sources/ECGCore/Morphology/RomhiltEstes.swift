/// Points of left ventricular hypertrophy (Romhilt & Estes, Am. Heart J. 75:752, 1968): 5 and more definite, 4 probable.
///
/// The points alone say nothing here: 4 % of PTB-XL's normal records, young men with tall chest leads, have 5. They stand as evidence beside
/// voltages that are said.
enum RomhiltEstes {
  static let definitePoints = 5

  static func points(_ ecg: MeasuredECG) -> Int {
    var points = 0
    if hasVoltage(ecg) { points += 3 }
    // Three points without digitalis, which the ECG does not tell of.
    if LateralStrain.isBegun(ecg) { points += 3 }
    if let end = TerminalP(ecg), end.depthMicrovolts >= 100, end.durationMilliseconds >= 40 { points += 3 }
    if let axis = ecg.global.qrsAxisDegrees, axis <= -30, axis >= -90 { points += 2 }
    let qrs = ecg.qrsMilliseconds - ConductionRules.readersWidthMilliseconds
    if qrs >= 90 { points += 1 }
    let peak = ["V5", "V6"].compactMap { LeftBundleDelay.rPeakMilliseconds(ecg, $0) }.max() ?? 0
    if peak >= 50 + ConductionRules.readersWidthMilliseconds / 2 { points += 1 }
    return points
  }

  /// R or S of 2 mV in a limb lead, S of 3 mV in V1 or V2, R of 3 mV in V5 or V6.
  private static func hasVoltage(_ ecg: MeasuredECG) -> Bool {
    func r(_ name: String) -> Double { ecg.lead(name)?.tallestRMicrovolts ?? 0 }
    func s(_ name: String) -> Double { -min(ecg.lead(name)?.deepestSMicrovolts ?? 0, ecg.lead(name)?.qAmplitudeMicrovolts ?? 0) }
    let limbs = LeadName.standardTwelve.prefix(6).map(\.rawValue).filter { $0 != "aVR" }.map { max(r($0), s($0)) }
    return (limbs.max() ?? 0) >= 2_000 || max(s("V1"), s("V2")) >= 3_000 || max(r("V5"), r("V6")) >= 3_000
  }
}
