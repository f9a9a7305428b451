/// A small fixed network: features of a candidate, half-linear units in groups of eight, log odds of being a beat.
package struct ScoreModel: Sendable, Equatable {
  static let featureCount = 17

  /// Eight units side by side.
  struct Group: Sendable, Equatable {
    /// One row for each feature.
    let weights: [SIMD8<Float>]
    let bias: SIMD8<Float>
    let output: SIMD8<Float>
  }

  let groups: [Group]
  let outputBias: Float

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
  /// - Parameter coefficients: for each group the weights row by row, eight to a row, then bias and output; the constant of the sum at the end.
  ///   `nil` for another count.
  package init?(coefficients: [Float]) {
    let size = 8 * (Self.featureCount + 2)
    guard let constant = coefficients.last, coefficients.count > size, (coefficients.count - 1) % size == 0 else { return nil }
    let rows = stride(from: 0, to: coefficients.count - 1, by: 8).map { SIMD8<Float>(coefficients[$0..<($0 + 8)]) }
    groups = stride(from: 0, to: rows.count, by: Self.featureCount + 2).map { first in
      Group(
        weights: Array(rows[first..<(first + Self.featureCount)]), bias: rows[first + Self.featureCount], output: rows[first + Self.featureCount + 1])
    }
    outputBias = constant
  }

  /// The model with the coefficients of ``ScoreModelTable``.
  static let fitted = ScoreModel(coefficients: ScoreModelTable.coefficients) ?? ScoreModel(groups: [], outputBias: 0)
}
