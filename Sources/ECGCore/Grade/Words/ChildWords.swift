extension StatementCode {
  /// Of children's limits by age, `nil` of other codes.
  var childWords: BilingualText? {
    let words: (String, String)? =
      switch self {
      case .childRate: ("心率超出同龄正常范围", "Heart rate outside the normal limits of this age")
      case .childPR: ("PR间期超过同龄正常上限", "PR interval above the normal limits of this age")
      case .childQRS: ("QRS时限超过同龄正常上限", "QRS duration above the normal limits of this age")
      case .childQTc: ("QTc间期超过同龄正常上限", "QTc above the normal limits of this age")
      case .childAxis: ("QRS电轴超出同龄正常范围", "QRS axis outside the normal limits of this age")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
