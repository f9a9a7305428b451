extension StatementCode {
  /// Of ischaemia and infarcts, `nil` of other codes.
  var ischaemiaWords: BilingualText? {
    let words: (String, String)? =
      switch self {
      case .infarctPattern: ("急性ST段抬高型心肌梗死图形", "Acute ST-elevation infarct pattern")
      case .infarctPatternInBlock: ("束支阻滞/起搏基础上疑似急性心肌梗死（Sgarbossa标准）", "Suspected acute infarct in bundle branch block or pacing (Sgarbossa)")
      case .elevation: ("ST段抬高", "ST elevation")
      case .depression: ("ST段压低", "ST depression")
      case .inversion: ("T波倒置", "T wave inversion")
      case .pathologicalQ: ("病理性Q波", "Pathological Q waves")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
