#if canImport(Glibc)
  import Glibc
#endif

/// How far each rule's numbers are from its limit, 0…1 with 0.5 at the limit; of several conditions the least counts.
///
/// The widths are about the errors of measurement (docs/ecg-core.md): a value one width past the limit scores 0.73, two widths 0.88.
struct RuleScores: Sendable {
  let ecg: MeasuredECG

  static func above(_ value: Double?, _ limit: Double, width: Double) -> Double {
    guard let value, value.isFinite else { return 0 }
    return 1 / (1 + exp(-(value - limit) / width))
  }

  static func below(_ value: Double?, _ limit: Double, width: Double) -> Double {
    guard let value, value.isFinite else { return 0 }
    return 1 / (1 + exp((value - limit) / width))
  }

  /// Just below the decision.
  static let unsaid = 0.49

  /// Scores of all rules whose numbers are continuous. What was said scores at least 0.5, what was not said less; slow and fast go by the rate alone.
  func scores(said statements: [ECGStatement]) -> [String: Double] {
    let graded = Dictionary((rhythm + (ecg.allowsMorphology ? shape : [])).map { ($0.0.rawValue, $0.1) }) { first, _ in first }
    var result = graded.mapValues { min($0, Self.unsaid) }
    for (code, score) in rates { result[code.rawValue] = score }
    for statement in statements {
      result[statement.code] = max(0.5, result[statement.code] ?? 0, graded[statement.code] ?? statement.score)
    }
    return result.mapValues { ($0 * 10_000).rounded() / 10_000 }
  }

  private var fibrillation: Double {
    let rhythm = ecg.rhythm
    guard rhythm.ownRRMilliseconds.count >= AtrialRules.minimumBeats - 1, !ecg.isPaced else { return 0 }
    let limit = !ecg.hasP && ecg.heartRate >= AtrialRules.fastPerMinute ? AtrialRules.fastConsistency : AtrialRules.fibrillationConsistency
    return min(
      Self.above(rhythm.irregularity, AtrialRules.fibrillationIrregularity, width: 0.02),
      Self.above(rhythm.medianIrregularity, AtrialRules.fibrillationMedianIrregularity, width: 0.02),
      Self.below(rhythm.pConsistency.map(Double.init), Double(limit), width: 0.08))
  }

  /// Slow and fast, of rhythms other than atrial fibrillation.
  private var rates: [(StatementCode, Double)] {
    guard let rate = ecg.rhythm.ratePerMinute, ecg.beats.count >= 3 else { return [] }
    let isOther = 1 - fibrillation
    return [(.bradycardia, min(Self.below(rate, 60, width: 3), isOther)), (.tachycardia, min(Self.above(rate, 100, width: 4), isOther))]
  }

  private var rhythm: [(StatementCode, Double)] {
    guard let rate = ecg.rhythm.ratePerMinute, ecg.beats.count >= 3 else { return [] }
    let bound = ecg.hasP ? Self.above(ecg.rhythm.pConsistency.map(Double.init) ?? 0.5, 0.3, width: 0.08) : 0.1
    let own = ecg.rhythm.ownRRMilliseconds
    let spread = (own.max() ?? 0) - (own.min() ?? 0)
    let pr = ecg.hasP ? ecg.global.prIntervalMilliseconds : nil
    return [
      (.sinusRhythm, min(bound, Self.above(rate, 60, width: 3), Self.below(rate, 100, width: 4))),
      (.sinusBradycardia, min(bound, Self.below(rate, 60, width: 3))), (.sinusTachycardia, min(bound, Self.above(rate, 100, width: 4))),
      (.sinusArrhythmia, min(bound, Self.above(spread, AtrialRules.arrhythmiaMilliseconds, width: 30))), (.atrialFibrillation, fibrillation),
      (.atrialFlutter, Self.above(ecg.rhythm.flutterTrain.map { Double($0.strength) }, Double(AtrialRules.flutterStrength), width: 0.05)),
      (.firstDegreeBlock, min(bound, Self.above(pr, AVBlockRules.longPRMilliseconds, width: 8))),
    ]
  }

  private var shape: [(StatementCode, Double)] {
    guard !ecg.isPaced else { return [] }
    let qrs = ecg.qrsMilliseconds
    let right = ConductionRules.rightDelayScore(ecg)
    let complete = Self.above(qrs, ConductionRules.completeMilliseconds, width: 5)
    let left = min(Self.above(qrs, ConductionRules.leftBundleMilliseconds, width: 5), ConductionRules.leftDelayScore(ecg))
    let excess = max(0, qrs - ConductionRules.completeMilliseconds)
    let qtc = ecg.global.qtcFridericiaMilliseconds.map { $0 - excess }
    let long = ecg.patient.sex == .female ? QTRules.longWomenMilliseconds : QTRules.longMenMilliseconds
    return [
      (.rightBundleBlock, min(complete, right)),
      (.incompleteRightBundleBlock, min(Self.above(qrs, ConductionRules.incompleteMilliseconds, width: 5), right, 1 - complete)),
      (.leftBundleBlock, left),
      (.conductionDelay, min(complete, 1 - left, 1 - right)), (.leftVentricularHypertrophy, VoltageRules.hypertrophyScore(ecg)),
      (.depression, Self.below(RepolarisationRules.depressionOfTwo(ecg), RepolarisationRules.depressionMicrovolts, width: 15)),
      (.inversion, Self.below(RepolarisationRules.inversionOfTwo(ecg), RepolarisationRules.inversionMicrovolts, width: 30)),
      (.longQT, Self.above(qtc, long, width: 8)), (.shortQT, Self.below(qtc, QTRules.shortMilliseconds, width: 8)),
    ]
  }
}
