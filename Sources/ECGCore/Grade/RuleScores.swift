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
    let ofShape = ecg.allowsMorphology && !ecg.isPaced ? conduction + chambers + ischaemia + patterns : []
    let graded = Dictionary((rhythm + ofShape).map { ($0.0.rawValue, $0.1) }) { first, _ in first }
    var result = graded.mapValues { min($0, Self.unsaid) }
    for (code, score) in rates { result[code.rawValue] = score }
    for statement in statements {
      result[statement.code] = max(0.5, result[statement.code] ?? 0, graded[statement.code] ?? statement.score)
    }
    return result.mapValues { ($0 * 10_000).rounded() / 10_000 }
  }
}
