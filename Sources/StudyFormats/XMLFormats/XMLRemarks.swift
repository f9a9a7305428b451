import ECGCore

/// What is said to people when an XML document was read with an assumption.
enum XMLRemarks {
  static let beatsLeftOut = BilingualText(chinese: "取节律波形，代表性心搏（平均波）未采用", english: "rhythm waveform taken; representative beats left out")

  static let calibrationCut = BilingualText(chinese: "已去除末尾的定标脉冲", english: "calibration pulse at the end left out")

  static let encodingRepaired = BilingualText(chinese: "文件的文字编码与其声明不符，已修正", english: "text was not encoded as the file declares; corrected")

  static let microvoltsAssumed = BilingualText(chinese: "未注明电压单位，按微伏处理", english: "voltage unit not stated; microvolts assumed")

  static let clockNotSet = BilingualText(chinese: "设备未设定时间，记录时间未知", english: "the device's clock was not set; recording time unknown")

  static func electrodesOff(_ leads: [LeadName]) -> BilingualText {
    let names = leads.map(\.rawValue).joined(separator: ", ")
    return BilingualText(chinese: "设备报告导联脱落：\(names)", english: "the device reports electrodes off: \(names)")
  }
}
