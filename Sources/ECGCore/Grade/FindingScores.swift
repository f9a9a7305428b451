extension ECGAnalysis {
  /// The highest score of each code that was said: what a screening is scored by.
  package var findings: [String: Double] {
    statements.reduce(into: [:]) { scores, statement in scores[statement.code] = max(scores[statement.code] ?? 0, statement.score) }
  }
}
