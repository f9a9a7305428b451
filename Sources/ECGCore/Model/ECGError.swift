/// Why a recording cannot be looked at, or why it is not graded. The code is stable; the text is for the clinic.
/// Carries counts and rates only, never anything of the patient.
package struct ECGError: Error, Sendable, Equatable {
  package enum Code: String, Sendable, Codable, CaseIterable {
    case noLeads = "ecg-no-leads"
    case tooManyLeads = "ecg-too-many-leads"
    case badSamplingRate = "ecg-bad-sampling-rate"
    case unequalLeadLengths = "ecg-unequal-lead-lengths"
    case tooShort = "ecg-too-short"
    case tooLong = "ecg-too-long"
  }

  package let code: Code
  package let text: BilingualText

  package init(_ code: Code) {
    self.code = code
    self.text = Self.text(for: code)
  }

  private static func text(for code: Code) -> BilingualText {
    switch code {
    case .noLeads: BilingualText(chinese: "记录中没有心电导联", english: "The recording holds no ECG lead")
    case .tooManyLeads: BilingualText(chinese: "导联数超过限制", english: "The recording holds more leads than can be analysed")
    case .badSamplingRate: BilingualText(chinese: "采样率无效或不支持", english: "The sampling rate is not valid or not supported")
    case .unequalLeadLengths: BilingualText(chinese: "各导联长度不一致", english: "The leads are not of equal length")
    case .tooShort: BilingualText(chinese: "记录过短，无法分析", english: "The recording is too short to analyse")
    case .tooLong: BilingualText(chinese: "记录过长，超过限制", english: "The recording is longer than can be analysed")
    }
  }
}
