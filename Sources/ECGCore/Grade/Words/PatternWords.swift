extension StatementCode {
  /// Of QT, salts, drugs and other patterns, `nil` of other codes.
  var patternWords: BilingualText? {
    let words: (String, String)? =
      switch self {
      case .longQT: ("QT间期延长", "Long QT interval")
      case .shortQT: ("QT间期缩短", "Short QT interval")
      case .hyperkalaemia: ("提示高钾血症可能", "Possible hyperkalaemia")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
