/// Statements that are new, gone or graded otherwise.
///
/// A statement stands on numbers, and near its limit it comes and goes while nothing has happened: it counts where a number it stands on has moved beyond what
/// repeats differ by, or, without such a number, where its score has moved by a step. What threatens life counts whenever it is new.
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
        let isNew = statement.severity == .lifeThreatening || counts(statement, against: earlier)
        changes.append(change(.new, statement, isSignificant: isNew))
      }
    }
    for code in Self.codes(earlier.statements) where now[code] == nil {
      guard let statement = before[code] else { continue }
      changes.append(change(.gone, statement, isSignificant: counts(statement, against: later)))
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

  /// Voltages of one heart differ by a quarter from day to day and with the electrodes' places (Farb, Devereux & Kligfield, J. Am. Coll. Cardiol. 15:618,
  /// 1990): words for them come and go, the waves themselves are compared one by one.
  private static let voltageWords: Set<String> = Set(
    [StatementCode.leftVentricularHypertrophy, .rightVentricularHypertrophy, .lowVoltage, .leftAtrialEnlargement, .rightAtrialEnlargement, .lowT]
      .map(\.rawValue))

  private func counts(_ statement: ECGStatement, against other: ECGAnalysis) -> Bool {
    // Irregular without a P wave, both: the word for it hangs on a few beats.
    let isNamedElsewhere =
      statement.code == StatementCode.atrialFibrillation.rawValue && other.statements.contains { $0.code == StatementCode.irregular.rawValue }
    return !isNamedElsewhere && counts(statement, scores: (other.scores[statement.code] ?? 0, statement.score))
  }

  /// - Parameter scores: of the ECG that does not say it, and of the one that does.
  private func counts(_ statement: ECGStatement, scores: (without: Double, with: Double)) -> Bool {
    if statement.severity == .none || Self.voltageWords.contains(statement.code) { return false }
    // Single early beats, and the irregularity they make, come and go within any ten seconds.
    if statement.code == StatementCode.irregular.rawValue || !statement.beats.isEmpty && statement.grade.urgency == 0 { return false }
    // A rate without a limit only says how fast a rhythm is.
    let standing = statement.measured.filter { value in
      NumberComparison.names.contains(Self.compared(value.name)) && (value.name != "heartRatePerMinute" || value.limit != nil)
    }
    // Where the other ECG lacks the number, nobody knows.
    guard standing.isEmpty else { return standing.contains(where: hasMoved) }
    return scores.with - scores.without >= limits.scoreStep && isFar(statement)
  }

  /// In single leads only where a neighbour shows it too.
  private func hasMoved(_ value: EvidenceValue) -> Bool {
    let beyond = numbers.filter { $0.isBeyond && $0.name == Self.compared(value.name) }
    if beyond.contains(where: { $0.lead == nil }) { return true }
    let leads = LeadNeighbours.supported { lead in beyond.contains { $0.lead == lead } }
    return leads.contains(where: value.leads.contains)
  }

  /// One of its numbers lies well beyond its limit; true of a statement without limits.
  private func isFar(_ statement: ECGStatement) -> Bool {
    let limited = statement.measured.compactMap { value in value.limit.map { (value.value, $0) } }
    return limited.isEmpty || limited.contains { value, limit in abs(value - limit) >= limits.shareBeyond * abs(limit) }
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
