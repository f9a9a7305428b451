/// QRS voltage: too high, too low.
enum VoltageRules {
  /// Peak to peak below these in every limb or every chest lead.
  static let lowLimbMicrovolts = 500.0
  static let lowChestMicrovolts = 1_000.0
  /// High chest voltage alone is common below this age, and told of those alone who are known to be older.
  static let matureYears = 40.0
  private static func mayJudge(_ ecg: MeasuredECG) -> Bool {
    !ecg.isPaced && ecg.qrsMilliseconds < LeftBundleDelay.completeMilliseconds(ecg.patient) && !RightBundleDelay.isComplete(ecg)
  }

  private static func isMature(_ ecg: MeasuredECG) -> Bool { (ecg.patient.ageYears ?? 0) >= matureYears }

  /// A voltage above its limit, whatever else there is, in a narrow QRS.
  static func isHypertrophic(_ ecg: MeasuredECG) -> Bool {
    guard !ecg.isPaced, ecg.qrsMilliseconds < ConductionRules.completeMilliseconds, let voltage = LeftVentricleVoltage(ecg) else { return false }
    return voltage.isHigh
  }

  /// Sokolow-Lyon or Cornell voltage with a second sign: 6 % of PTB-XL's normal records have one of the voltages alone, none of 147 what follows.
  private static func isConfirmed(_ ecg: MeasuredECG, _ voltage: LeftVentricleVoltage) -> Bool {
    guard voltage.isHigh else { return false }
    return LateralStrain.isLevel(ecg) || voltage.hasSokolow && (isMature(ecg) || voltage.hasCornell)
  }

  @Sendable static func hypertrophy(_ ecg: MeasuredECG) -> [ECGStatement] {
    guard mayJudge(ecg), let voltage = LeftVentricleVoltage(ecg), isConfirmed(ecg, voltage) else { return [] }
    var evidence = voltage.evidence
    let points = RomhiltEstes.points(ecg)
    if points >= RomhiltEstes.definitePoints { evidence.append(Evidence.count("Romhilt-Estes \(points)", points, "romhiltEstesPoints")) }
    // With strain (ST down and T inverted laterally) it is a warning.
    return [ECGStatement(.leftVentricularHypertrophy, LateralStrain.isStrain(ecg) ? .warning : .ordinary, score: 0.7, evidence: evidence)]
  }

  /// Nearness of the higher voltage to its limit, less without a second sign, 0…1.
  static func hypertrophyScore(_ ecg: MeasuredECG) -> Double {
    guard mayJudge(ecg), let voltage = LeftVentricleVoltage(ecg) else { return 0 }
    let high = max(
      RuleScores.above(voltage.sokolow, LeftVentricleVoltage.sokolowMicrovolts, width: 300),
      RuleScores.above(voltage.cornell, voltage.cornellMicrovolts, width: 250))
    return high * (0.4 + 0.6 * RuleScores.below(LateralStrain.highestMicrovolts(ecg), 0, width: 40))
  }

  static let limbLeads = ["I", "II", "III", "aVR", "aVL", "aVF"]
  static let chestLeads = ["V1", "V2", "V3", "V4", "V5", "V6"]

  /// The largest QRS among the leads, peak to peak; `nil` where one is missing.
  private static func largest(_ names: [String], _ ecg: MeasuredECG) -> Double? {
    let spans = names.compactMap { ecg.lead($0) }.map {
      ($0.tallestRMicrovolts ?? 0) - min($0.deepestSMicrovolts ?? 0, $0.qAmplitudeMicrovolts ?? 0)
    }
    return spans.count == names.count ? spans.max() : nil
  }

  @Sendable static func lowVoltage(_ ecg: MeasuredECG) -> [ECGStatement] {
    let limbs = (largest(limbLeads, ecg) ?? .infinity) < lowLimbMicrovolts
    guard limbs || (largest(chestLeads, ecg) ?? .infinity) < lowChestMicrovolts else { return [] }
    return [ECGStatement(.lowVoltage, .ordinary, score: 0.7, evidence: [Fact(text: limbs ? "limb leads < 0.5 mV" : "chest leads < 1.0 mV")])]
  }

  static func lowVoltageScore(_ ecg: MeasuredECG) -> Double {
    max(
      RuleScores.below(largest(limbLeads, ecg), lowLimbMicrovolts, width: 100),
      RuleScores.below(largest(chestLeads, ecg), lowChestMicrovolts, width: 150))
  }
}
