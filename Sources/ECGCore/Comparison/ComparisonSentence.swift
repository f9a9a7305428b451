/// A comparison in one plain sentence.
enum ComparisonSentence {
  /// More than these are counted, not named.
  static let maximumNamed = 4

  static func summary(_ comparison: ECGComparison) -> BilingualText {
    let label = comparison.earlier.label
    let against = (chinese: label ?? "前次", english: label ?? "the earlier ECG")
    switch comparison.verdict {
    case .notComparable:
      let reason = comparison.cautions.first { $0.code == .notMeasured }?.text
      return BilingualText(
        chinese: "无法与\(against.chinese)比较" + (reason.map { "：\($0.chinese)" } ?? ""),
        english: "Cannot be compared with \(against.english)" + (reason.map { ": \($0.english)" } ?? ""))
    case .unchanged:
      return BilingualText(chinese: "与\(against.chinese)相比无显著变化", english: "No significant change against \(against.english)")
    case .changed:
      let named = worded(comparison.significantChanges)
      let rest = named.count - maximumNamed
      let shown = named.prefix(maximumNamed)
      return BilingualText(
        chinese: "与\(against.chinese)相比：" + shown.map(\.chinese).joined(separator: "；") + (rest > 0 ? "；另有\(rest)项" : ""),
        english: "Against \(against.english): " + shown.map(\.english).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : ""))
    }
  }

  /// What a statement says already is not said again of its numbers.
  private static func worded(_ changes: [ECGChange]) -> [BilingualText] {
    changes.filter { change in
      guard let codes = covered[change.code] else { return true }
      return !changes.contains { codes.contains($0.code) && (change.leads.isEmpty || !Set($0.leads).isDisjoint(with: change.leads)) }
    }.map(\.text)
  }

  /// Statements that say what a number or a shape says.
  private static let covered: [String: Set<String>] = [
    "st-level": ["STE_", "STEMI", "SGARB", "STD_"], "t-polarity": ["INVT"], "q-wave": ["QWAVE"], "qtc-interval": ["LNGQT", "SQT"],
    "pr-interval": ["1AVB"], "qrs-duration": ["CRBBB", "CLBBB", "IVCD", "WPW", "PACE"], "qrs-axis": ["LAFB", "LPFB"],
    "heart-rate": ["BRAD", "TACH", "SBRAD", "STACH", "SVTAC"], "st-t-shape": ["STE_", "STEMI", "STD_", "INVT"],
    "qrs-shape": ["CRBBB", "CLBBB", "IVCD", "WPW", "PACE", "QWAVE"],
  ]

  /// A sentence's first letter made small, where it is no abbreviation: `ST elevation` stays.
  static func lowercased(_ text: String) -> String {
    guard let first = text.first, let second = text.dropFirst().first, first.isUppercase, second.isLowercase else { return text }
    return first.lowercased() + text.dropFirst()
  }
}
