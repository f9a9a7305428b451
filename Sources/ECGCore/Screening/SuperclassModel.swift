#if canImport(Glibc)
  import Glibc
#endif

/// Scores of the super-classes of PTB-XL (`NORM MI STTC CD HYP`) and of `ABNORMAL`: small logistic models over named numbers.
struct SuperclassModel: Sendable {
  /// A critical statement is abnormal whatever the model says.
  static let criticalScore = 0.9

  /// Empty without the measurements of twelve leads.
  func scores(_ ecg: MeasuredECG, said statements: [ECGStatement]) -> [String: Double] {
    var result: [String: Double] = [:]
    if ecg.allowsMorphology, let features = ScreeningFeatures(ecg, said: Set(statements.map(\.code)))?.values {
      for entry in SuperclassTable.weights {
        let sum = zip(entry.weights, SuperclassTable.features).reduce(entry.intercept) { $0 + $1.0 * (features[$1.1] ?? 0) }
        result[entry.superclass] = 1 / (1 + exp(-sum))
      }
    }
    if statements.contains(where: { $0.grade == .critical }) { result["ABNORMAL"] = max(result["ABNORMAL"] ?? 0, Self.criticalScore) }
    if let abnormal = result["ABNORMAL"] { result["NORM"] = 1 - abnormal }
    return result.mapValues { ($0 * 10_000).rounded() / 10_000 }
  }
}
