/// A small fixed network: features of a candidate, half-linear units in groups of eight, log odds of being a beat.
package struct ScoreModel: Sendable, Equatable {
  /// Features of a candidate in one lead; several leads together have more, which tell how far they agree.
  package static let featureCount = 17
  package static let fusedFeatureCount = 20

  /// Units are worked in threes of groups of eight, side by side.
  private struct Row: Sendable, Equatable {
    var first: SIMD8<Float> = .zero
    var second: SIMD8<Float> = .zero
    var third: SIMD8<Float> = .zero
  }

  /// For each three groups the weights of one feature after the other, then constants and outputs; groups that do not exist give nothing.
  private let rows: [Row]
  private let featureRows: Int
  private let outputBias: Float

  /// Features beyond those the model was fitted to are not looked at.
  func score(_ features: SIMD32<Float>) -> Float {
    var total = SIMD8<Float>.zero
    withUnsafeBytes(of: features) { features in
      rows.withUnsafeBufferPointer { rows in
        for start in stride(from: 0, to: rows.count, by: featureRows + 2) {
          var units = rows[start + featureRows]
          for index in 0..<featureRows {
            let value = SIMD8<Float>(repeating: features.load(fromByteOffset: index * MemoryLayout<Float>.stride, as: Float.self))
            let row = rows[start + index]
            units.first += value * row.first
            units.second += value * row.second
            units.third += value * row.third
          }
          let outputs = rows[start + featureRows + 1]
          total += Self.bent(units.first) * outputs.first
          total += Self.bent(units.second) * outputs.second
          total += Self.bent(units.third) * outputs.third
        }
      }
    }
    return total.sum() + outputBias
  }

  @inline(__always)
  private static func bent(_ units: SIMD8<Float>) -> SIMD8<Float> { units.replacing(with: SIMD8<Float>.zero, where: units .< SIMD8<Float>.zero) }
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
    let all = stride(from: 0, to: coefficients.count - 1, by: 8).map { SIMD8<Float>(coefficients[$0..<($0 + 8)]) }
    let groupRows = featureCount + 2
    let groupCount = all.count / groupRows
    rows = stride(from: 0, to: groupCount, by: 3).flatMap { group in
      (0..<groupRows).map { row in
        func lanes(_ group: Int) -> SIMD8<Float> { group < groupCount ? all[group * groupRows + row] : .zero }
        return Row(first: lanes(group), second: lanes(group + 1), third: lanes(group + 2))
      }
    }
    featureRows = featureCount
    outputBias = constant
  }

  private init(nothingOf featureCount: Int) {
    rows = []
    featureRows = featureCount
    outputBias = 0
  }

  private init(table: [Float], featureCount: Int) {
    self = ScoreModel(coefficients: table, featureCount: featureCount) ?? ScoreModel(nothingOf: featureCount)
  }

  /// The models with the coefficients of ``ScoreModelTable`` and ``FusedScoreModelTable``.
  static let oneLead = ScoreModel(table: ScoreModelTable.coefficients, featureCount: featureCount)
  static let severalLeads = ScoreModel(table: FusedScoreModelTable.coefficients, featureCount: fusedFeatureCount)
}
