/// A small fixed network: features of a candidate, eight half-linear units, log odds of being a beat.
struct ScoreModel: Sendable {
  static let featureCount = 17
  /// One row for each feature.
  let weights: [SIMD8<Float>]
  let bias: SIMD8<Float>
  let output: SIMD8<Float>
  let outputBias: Float

  func score(_ features: SIMD32<Float>) -> Float {
    var units = bias
    for index in weights.indices { units += features[index] * weights[index] }
    units = pointwiseMax(units, .zero)
    return (units * output).sum() + outputBias
  }

  /// The model with the coefficients of ``ScoreModelTable``.
  static let fitted = ScoreModel(
    weights: (0..<featureCount).map { row in SIMD8<Float>(ScoreModelTable.weights[(8 * row)..<(8 * row + 8)]) },
    bias: SIMD8<Float>(ScoreModelTable.bias), output: SIMD8<Float>(ScoreModelTable.output), outputBias: ScoreModelTable.outputBias)
}
