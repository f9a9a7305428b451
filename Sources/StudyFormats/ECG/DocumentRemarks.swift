import ECGCore

/// What is said to people when a file was read with an assumption.
enum DocumentRemarks {
  static let foreignMeta = BilingualText(
    chinese: "文件头中的标识(UID)与数据集不符，以数据集为准；中心不会接收此文件",
    english: "the file's head names another object than its data set, which was taken; a hub would refuse this file")

  static func derived(_ leads: [ECGLead]) -> [BilingualText] {
    let names = leads.filter(\.isDerived).map(\.name.rawValue).joined(separator: ", ")
    guard !names.isEmpty else { return [] }
    return [BilingualText(chinese: "\(names) 导联由 I、II 导联计算得出", english: "\(names) computed from I and II")]
  }

  static func omitted(_ count: Int) -> BilingualText {
    BilingualText(chinese: "有 \(count) 个通道非心电、非电压或未定标，未显示", english: "\(count) left out: no ECG lead, no voltage or not calibrated")
  }

  static func contradicted(_ name: LeadName, code: LeadName) -> BilingualText {
    BilingualText(
      chinese: "导联 \(name) 的编码写作 \(code)，按文字取 \(name)", english: "lead \(name) is coded as \(code); its words were taken")
  }

  static func consecutive(_ count: Int) -> BilingualText {
    BilingualText(chinese: "导联分 \(count) 段先后记录，非同步", english: "leads recorded one after another in \(count) groups, not simultaneously")
  }

  static func otherGroups(_ count: Int) -> BilingualText {
    BilingualText(chinese: "另有 \(count) 组波形未显示", english: "\(count) further waveform groups not shown")
  }

  static func otherRate(_ count: Int) -> BilingualText {
    BilingualText(chinese: "另有 \(count) 个采样率不同的通道未显示", english: "\(count) left out: sampled at another rate")
  }

  static func skewed(milliseconds: Int) -> BilingualText {
    BilingualText(chinese: "各导联采样时刻相差达 \(milliseconds) ms，未校正", english: "leads sampled up to \(milliseconds) ms apart; not corrected")
  }

  static func contradicting(_ leads: [LeadName]) -> BilingualText {
    let names = leads.map(\.rawValue).joined(separator: ", ")
    return BilingualText(
      chinese: "\(names) 与 I、II 导联不符（Einthoven、Goldberger）：导联可能接错、脱落或增益不一",
      english: "\(names) do not follow from I and II (Einthoven, Goldberger): leads mixed up, loose or of another gain")
  }

  static let timeUnknown = BilingualText(
    chinese: "文件未注明采集时间，DICOM 日期写作 1900-01-01", english: "the file states no time of recording; DICOM's date is written as 1900-01-01")

  static let commonGain = BilingualText(
    chinese: "文件所述各导联增益使肢体导联互相矛盾，统一增益则相符：按每步 1 µV 读取（假定）",
    english: "the stated gains make the limb leads contradict one another, one common gain does not: read as 1 µV a step, assumed")

  static let duplicated = BilingualText(chinese: "有导联名称重复，已编号区分", english: "a lead name occurs twice; numbered")
}
