extension StatementCode {
  /// Of QT, salts, drugs and other patterns, `nil` of other codes.
  var patternWords: BilingualText? {
    let words: (String, String)? =
      switch self {
      case .longQT: ("QT间期延长", "Long QT interval")
      case .shortQT: ("QT间期缩短", "Short QT interval")
      case .hyperkalaemia: ("提示高钾血症可能", "Possible hyperkalaemia")
      case .hypokalaemia: ("提示低钾血症可能", "Possible hypokalaemia")
      case .digoxin: ("提示洋地黄作用", "Possible digitalis effect")
      case .lungStrain: ("SⅠQⅢTⅢ，提示急性右心负荷增加（肺栓塞？）", "S1Q3T3, possible acute right ventricular strain (embolism?)")
      case .hypothermia: ("Osborn波，提示低体温可能", "Osborn waves, possible hypothermia")
      case .brugada1: ("Brugada 1型图形", "Brugada type 1 pattern")
      case .brugada2: ("Brugada 2型图形", "Brugada type 2 pattern")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
