/// Whether the ventricles are excited another way than before: ST, T and shapes then follow from that and say nothing of their own.
struct ConductionChange {
  private(set) var isChanged = false
  private(set) var caution: ComparisonCaution?

  /// Statements under which QRS is not the heart's own or not its usual one.
  static let codes: Set<String> = ["PACE", "CLBBB", "CRBBB", "IVCD", "WPW", "VTAC", "WQRST", "VFIB"]

  init(_ earlier: ECGAnalysis, _ later: ECGAnalysis, numbers: [NumberChange]) {
    func said(_ analysis: ECGAnalysis) -> Set<String> { Set(analysis.statements.map(\.code)).intersection(Self.codes) }
    let isWider = numbers.contains { $0.name == "qrsDurationMilliseconds" && $0.isBeyond }
    let isOtherWord = said(earlier) != said(later)
    // Words change near their limits while QRS stays what it was.
    guard isWider || (isOtherWord && !said(earlier).union(said(later)).isDisjoint(with: ["PACE", "WPW", "VTAC", "VFIB"])) else { return }
    isChanged = true
    caution = ComparisonCaution(
      code: .conductionChanged,
      text: BilingualText(
        chinese: "室内传导方式改变，ST-T和波形差异为继发性，不单独计入", english: "Conduction has changed: differences of ST, T and shape follow from it and are not counted")
    )
  }
}
