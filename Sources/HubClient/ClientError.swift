import HubAPI
import HubModel
import Trust

/// What goes wrong on the client's own side. The raw value is the stable code.
package enum ClientErrorCode: String, Sendable, CaseIterable {
  case noProfile = "no-profile"
  case severalProfiles = "several-profiles"
  case profileUnreadable = "profile-unreadable"
  case rootNotTrusted = "root-not-trusted"
  case answerNotUnderstood = "answer-not-understood"
  case fileUnreadable = "file-unreadable"
  case fileUnwritable = "file-unwritable"
  case reportTextUnreadable = "report-text-unreadable"
  case preparedReportDiffers = "prepared-report-differs"
  case notEnrolled = "not-enrolled"
  case passphraseNeeded = "passphrase-needed"
  case auditChainBroken = "audit-chain-broken"

  package var sentence: LocalizedSentence {
    switch self {
    case .noProfile:
      .init(
        "没有这个配置。请先用 enroll（医师）或 profile add（诊所）建立。", "There is no such profile yet: make one with `enroll` (readers) or `profile add` (clinics).")
    case .severalProfiles: .init("有几个配置都适用，请用 --profile 指明。", "Several profiles fit: name one with --profile.")
    case .profileUnreadable: .init("配置文件无法读取或已损坏。", "The profile cannot be read or is damaged.")
    case .rootNotTrusted: .init("中心的根证书与预期指纹不符，请勿继续，并联系管理员。", "The hub's root certificate is not the expected one; stop and call the administrator.")
    case .answerNotUnderstood: .init("无法理解对方的回答，可能不是 ReadingHub 或版本不符。", "The answer was not understood: not a ReadingHub, or another version.")
    case .fileUnreadable: .init("文件无法读取。", "The file cannot be read.")
    case .fileUnwritable: .init("文件无法写入。", "The file cannot be written.")
    case .reportTextUnreadable:
      .init(
        "报告文本缺少“所见/Findings”或“诊断/Impression”部分，或“分级/Grade”不是危急、预警、普通之一。",
        "The text lacks its findings (所见) or impression (诊断) section, or its grade (分级) is none of critical, warning, ordinary.")
    case .preparedReportDiffers:
      .init("待签的 PDF 与报告内容不一致，已拒绝签名。", "The PDF to be signed does not hold the report that was written; nothing was signed.")
    case .notEnrolled: .init("此配置没有签名密钥，请先用 enroll 注册。", "This profile holds no signing key: enrol first.")
    case .passphraseNeeded: .init("需要密钥口令：请在终端输入，或用 --passphrase-file。", "The key's passphrase is needed: use a terminal or --passphrase-file.")
    case .auditChainBroken: .init("审计链校验失败。", "The audit chain does not hold.")
    }
  }
}

/// A failure as a command shows it: a stable code and a sentence in both languages. It never holds patient data.
package struct ClientError: Error, Sendable, Equatable {
  package let code: String
  package let sentence: LocalizedSentence
  /// Numbers, limits, paths; for operators and programs.
  package let detail: String
  /// The HTTP status when the hub itself answered.
  package let status: Int?

  package init(_ code: ClientErrorCode, _ detail: String = "") {
    self.code = code.rawValue
    sentence = code.sentence
    self.detail = detail
    status = nil
  }
  package init(_ error: HubError) {
    code = error.code.rawValue
    sentence = error.code.sentence
    detail = error.detail
    status = nil
  }
  package init(_ error: TrustError) {
    code = error.code.rawValue
    sentence = .init(error.chinese, error.english)
    detail = ""
    status = nil
  }
  /// A failure of another part of the program, in its own code and words.
  package init(code: String, sentence: LocalizedSentence, detail: String = "") {
    self.code = code
    self.sentence = sentence
    self.detail = detail
    status = nil
  }
  /// The hub's own words, so that a code newer than this program is still shown.
  package init(_ problem: Problem, status: Int) {
    code = problem.code
    sentence = .init(problem.titleChinese, problem.title)
    detail = problem.detail ?? ""
    self.status = status
  }

  /// The code where this program knows it.
  package var problemCode: ProblemCode? { ProblemCode(rawValue: code) }
  package func has(_ problem: ProblemCode) -> Bool { code == problem.rawValue }
}
