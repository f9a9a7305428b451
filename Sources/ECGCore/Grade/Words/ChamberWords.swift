extension StatementCode {
  /// Of the chambers and voltages, `nil` of other codes.
  var chamberWords: BilingualText? {
    let words: (String, String)? =
      switch self {
      case .leftVentricularHypertrophy: ("左心室肥厚（电压标准）", "Left ventricular hypertrophy by voltage")
      case .rightVentricularHypertrophy: ("提示右心室肥厚", "Possible right ventricular hypertrophy")
      case .leftAtrialEnlargement: ("提示左心房扩大", "Possible left atrial enlargement")
      case .rightAtrialEnlargement: ("提示右心房扩大", "Possible right atrial enlargement")
      case .lowVoltage: ("QRS低电压", "Low QRS voltage")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
