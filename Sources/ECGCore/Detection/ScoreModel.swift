/// A small fixed network: features of a candidate, half-linear units in groups of eight, log odds of being a beat.
package struct ScoreModel: Sendable, Equatable {
  /// Features of a candidate in one lead; several leads together have more, which tell how far they agree.
  package static let featureCount = 17
  package static let fusedFeatureCount = 20

  /// Eight units side by side.
  struct Group: Sendable, Equatable {
    /// One row for each feature.
    let weights: [SIMD8<Float>]
    let bias: SIMD8<Float>
    let output: SIMD8<Float>
  }

  let groups: [Group]
  let outputBias: Float

  /// Features beyond those the model was fitted to are not looked at.
  func score(_ features: SIMD32<Float>) -> Float {
    var total = SIMD8<Float>.zero
    for group in groups {
      var units = group.bias
      for index in group.weights.indices { units += features[index] * group.weights[index] }
      units.replace(with: SIMD8<Float>.zero, where: units .< SIMD8<Float>.zero)
      total += units * group.output
    }
    return total.sum() + outputBias
  }
}

extension ScoreModel {
  /// - Parameters:
  ///   - coefficients: for each group the weights row by row, eight to a row, then bias and output; the constant of the sum at the end.
  ///     `nil` for another count.
  ///   - featureCount: rows of weights in a group.
  package init?(coefficients: [Float], featureCount: Int) {
    let size = 8 * (featureCount + 2)
    guard (1...32).contains(featureCount), let constant = coefficients.last, coefficients.count > size, (coefficients.count - 1) % size == 0
    else { return nil }
    let rows = stride(from: 0, to: coefficients.count - 1, by: 8).map { SIMD8<Float>(coefficients[$0..<($0 + 8)]) }
    groups = stride(from: 0, to: rows.count, by: featureCount + 2).map { first in
      Group(weights: Array(rows[first..<(first + featureCount)]), bias: rows[first + featureCount], output: rows[first + featureCount + 1])
    }
    outputBias = constant
  }

  private init(table: [Float], featureCount: Int) {
    self = ScoreModel(coefficients: table, featureCount: featureCount) ?? ScoreModel(groups: [], outputBias: 0)
  }

  /// The models with the coefficients of ``ScoreModelTable`` and ``FusedScoreModelTable``.
  static let oneLead = ScoreModel(table: ScoreModelTable.coefficients, featureCount: featureCount)
  static let severalLeads = ScoreModel(table: FusedScoreModelTable.coefficients, featureCount: fusedFeatureCount)
}
