extension ECGAnalysis {
  /// The score of each code that was looked for, and of what was said.
  package var findings: [String: Double] {
    statements.reduce(into: scores) { findings, statement in findings[statement.code] = max(findings[statement.code] ?? 0, statement.score) }
  }
}
