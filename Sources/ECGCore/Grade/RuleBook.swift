/// All rules in the order in which their statements are listed. A rule looks at the measured ECG and says nothing, one thing or several.
enum RuleBook {
  typealias Rule = @Sendable (MeasuredECG) -> [ECGStatement]

  static let rhythmRules: [Rule] = [
    LethalRhythmRules.fibrillation, LethalRhythmRules.asystole, LethalRhythmRules.pause, WideTachycardiaRules.sustainedRun,
    WideTachycardiaRules.wideTachycardia, RateRules.extremeBradycardia, PreExcitationRules.preExcitedFibrillation, AtrialRules.fibrillation,
    AtrialRules.flutter, AtrialRules.supraventricularTachycardia, AtrialRules.sinus, JunctionalRules.junctional, JunctionalRules.ectopicAtrial,
    EctopyRules.ventricular, EctopyRunRules.ventricular, EctopyPatternRules.bigeminy, EctopyPatternRules.trigeminy, EctopyRules.supraventricular,
    EctopyRunRules.supraventricular, EctopyPatternRules.atrialBigeminy, EctopyPatternRules.atrialTrigeminy, PacedRules.paced,
    PacedRules.failureToCapture, PacedRules.failureToSense, AVBlockRules.complete, SecondDegreeRules.block, SecondDegreeRules.sinoatrial,
    AVBlockRules.firstDegree, PreExcitationRules.preExcitation,
  ]

  static let conductionRules: [Rule] = [ConductionRules.bundleBranch, FascicleRules.fascicles, FascicleRules.bifascicular]

  static let chamberRules: [Rule] = [
    VoltageRules.hypertrophy, ChamberRules.rightVentricle, LeftAtriumRules.leftAtrium, ChamberRules.rightAtrium, VoltageRules.lowVoltage,
  ]

  static let ischaemiaRules: [Rule] = [
    InfarctRules.elevation, EvolvingInfarctRules.evolving, StraightSTRules.straight, BlockInfarctRules.sgarbossa, PosteriorInfarctRules.pattern,
    OcclusionPatternRules.deWinter, OcclusionPatternRules.diffuseDepression, OcclusionPatternRules.wellens, PericarditisRules.pattern,
    EarlyRepolarisationRules.pattern, RepolarisationRules.depression, RepolarisationRules.inversion, TWaveRules.ischaemia, TWaveRules.low,
    QWaveRules.pathological, OldInfarctRules.infarct,
  ]

  static let patternRules: [Rule] = [
    QTRules.interval, HyperkalaemiaRules.pattern, HypokalaemiaRules.pattern, DigoxinRules.pattern, BrugadaRules.pattern, LungStrainRules.pattern,
    HypothermiaRules.pattern,
  ]

  /// For those under 16; of their shapes nothing else is said.
  static let childRules: [Rule] = [ChildRules.limits]

  static let morphologyRules = conductionRules + chamberRules + ischaemiaRules + patternRules

  /// What is said, most urgent first, and the score of all that was looked for, said or not.
  static func scored(_ ecg: MeasuredECG) -> (statements: [ECGStatement], scores: [String: Double]) {
    var said = Precedence.resolved(statements(ecg))
    said.sort { $0.grade.urgency > $1.grade.urgency }
    let scores = RuleScores(ecg: ecg).scores(said: said)
    for place in said.indices {
      said[place].score = max(0.5, scores[said[place].code] ?? said[place].score)
      said[place].certainty = ECGStatement.certainty(of: said[place].score)
    }
    return (said, scores.merging(SuperclassModel().scores(ecg, said: said)) { rule, _ in rule })
  }

  static func statements(_ ecg: MeasuredECG) -> [ECGStatement] {
    var result = rhythmRules.flatMap { $0(ecg) }
    let isLethal = result.contains { $0.code == StatementCode.ventricularFibrillation.rawValue }
    if ecg.allowsMorphology, !isLethal { result += morphologyRules.flatMap { $0(ecg) } }
    if ecg.isChild, !isLethal { result += childRules.flatMap { $0(ecg) } }
    return result
  }
}
