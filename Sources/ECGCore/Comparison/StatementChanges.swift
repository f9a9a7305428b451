/// Statements that are new, gone or graded otherwise.
///
/// A statement stands on numbers, and near its limit it comes and goes while nothing has happened: it counts where a number it stands on has moved beyond what
/// repeats differ by, or, without such a number, where its score has moved by a step. What threatens life always counts.
struct StatementChanges {
  let limits: ComparisonLimits
  let numbers: [NumberChange]

  func changes(_ earlier: ECGAnalysis, _ later: ECGAnalysis) -> [ECGChange] {
    let before = Self.byCode(earlier.statements)
    let now = Self.byCode(later.statements)
    var changes: [ECGChange] = []
    for code in Self.codes(later.statements) {
      guard let statement = now[code] else { continue }
      if let old = before[code] {
        if old.grade != statement.grade { changes.append(regraded(old, statement)) }
      } else {
        changes.append(change(.new, statement, isSignificant: counts(statement, scores: (earlier.scores[code] ?? 0, statement.score))))
      }
    }
    for code in Self.codes(earlier.statements) where now[code] == nil {
      guard let statement = before[code] else { continue }
      changes.append(change(.gone, statement, isSignificant: counts(statement, scores: (later.scores[code] ?? 0, statement.score))))
    }
    return changes
  }

  private static func codes(_ statements: [ECGStatement]) -> [String] {
    statements.reduce(into: []) { codes, statement in if !codes.contains(statement.code) { codes.append(statement.code) } }
  }

  /// Said of several walls it counts as one, with all leads.
  private static func byCode(_ statements: [ECGStatement]) -> [String: ECGStatement] {
    statements.reduce(into: [:]) { result, statement in
      guard var first = result[statement.code] else {
        result[statement.code] = statement
        return
      }
      first.leads += statement.leads.filter { !first.leads.contains($0) }
      first.evidence += statement.evidence.filter { !first.evidence.contains($0) }
      first.measured += statement.measured
      first.text = StatementCode(rawValue: statement.code)?.text ?? first.text
      if statement.grade.urgency > first.grade.urgency { first.grade = statement.grade }
      result[statement.code] = first
    }
  }

  /// - Parameter scores: of the ECG that does not say it, and of the one that does.
  private func counts(_ statement: ECGStatement, scores: (without: Double, with: Double)) -> Bool {
    if statement.severity == .lifeThreatening { return true }
    if statement.severity == .none { return false }
    // Single early beats, and the irregularity they make, come and go within any ten seconds.
    let isPassing = !statement.beats.isEmpty || statement.code == StatementCode.irregular.rawValue
    if isPassing, statement.grade.urgency == 0 { return false }
    // A rate without a limit only says how fast a rhythm is.
    let standing = statement.measured.filter { value in
      NumberComparison.names.contains(Self.compared(value.name)) && (value.name != "heartRatePerMinute" || value.limit != nil)
    }
    // Where the other ECG lacks the number, nobody knows.
    guard standing.isEmpty else { return numbers.contains { number in number.isBeyond && standing.contains { stands($0, on: number) } } }
    return scores.with - scores.without >= limits.scoreStep && isFar(statement)
  }

  /// One of its numbers lies well beyond its limit; true of a statement without limits.
  private func isFar(_ statement: ECGStatement) -> Bool {
    let limited = statement.measured.compactMap { value in value.limit.map { (value.value, $0) } }
    return limited.isEmpty || limited.contains { value, limit in abs(value - limit) >= limits.shareBeyond * abs(limit) }
  }

  private func stands(_ value: EvidenceValue, on number: NumberChange) -> Bool {
    Self.compared(value.name) == number.name && (number.lead.map(value.leads.contains) ?? true)
  }

  /// J and J+60 are one level of ST here; durations and depths of Q one Q.
  private static func compared(_ name: String) -> String {
    switch name {
    case "jAmplitudeMicrovolts", "j20AmplitudeMicrovolts", "j80AmplitudeMicrovolts": "j60AmplitudeMicrovolts"
    case "qAmplitudeMicrovolts": "qDurationMilliseconds"
    case "qtcBazettMilliseconds": "qtcFridericiaMilliseconds"
    default: name
    }
  }

  private func regraded(_ old: ECGStatement, _ new: ECGStatement) -> ECGChange {
    var change = change(.regraded, new, isSignificant: false)
    let isMore = new.grade.urgency > old.grade.urgency
    change.isSignificant = new.severity == .lifeThreatening || old.severity == .lifeThreatening || counts(new, scores: (0, new.score))
    change.text = BilingualText(
      chinese: "\(new.text.chinese)：较前\(isMore ? "更紧急" : "缓解")",
      english: "\(ComparisonSentence.lowercased(new.text.english)) \(isMore ? "more" : "less") urgent than before")
    if old.grade.urgency > new.grade.urgency { change.grade = old.grade }
    return change
  }

  private func change(_ kind: ECGChange.Kind, _ statement: ECGStatement, isSignificant: Bool) -> ECGChange {
    let leads = statement.leads.isEmpty ? "" : " " + LeadNeighbours.words(statement.leads)
    let english = ComparisonSentence.lowercased(statement.text.english) + leads
    let text =
      kind == .gone
      ? BilingualText(chinese: "\(statement.text.chinese)\(leads)消失", english: "\(english) gone")
      : BilingualText(chinese: "新出现\(statement.text.chinese)\(leads)", english: "new \(english)")
    return ECGChange(
      code: statement.code, kind: kind, text: text, leads: statement.leads, severity: statement.severity, grade: statement.grade,
      isSignificant: isSignificant, evidence: statement.evidence)
  }
}
