/// How likely a beat is of ventricular origin, from its features: a logistic model of eight numbers.
///
/// Fitted by `Benchmarks/BeatClassModel/fit.py` on the 22 unpaced MIT-BIH records of the development half, each record weighing the same;
/// every figure in docs/ecg-core.md is of models that did not see the record they judge.
struct BeatClassModel: Sendable, Equatable {
  var weights: [Float] = [0.95, 34.23, -6.83, 15.04, -2.26, -1.41, 2.49]
  var bias: Float = -5.86

  /// Logarithm of the odds that the beat is ventricular.
  func logOdds(_ features: BeatFeatures) -> Float {
    var sum = bias
    for (weight, value) in zip(weights, features.vector) { sum += weight * value }
    return sum
  }
}
