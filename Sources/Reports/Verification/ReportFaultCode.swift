/// What is wrong with a report as a whole; faults of a signature alone are `SignatureFaultCode`s. The raw value is the stable code.
package enum ReportFaultCode: String, Sendable, Codable, CaseIterable {
  case notAReport = "not-a-report"
  case notSigned = "report-not-signed"
  case appended = "report-appended"
  case structure = "report-structure"
  case contentDamaged = "report-content-damaged"
  case signerNameDiffers = "signer-name-differs"
  case signerIsNotAuthor = "signer-is-not-author"
  case reviewerIsReporter = "reviewer-is-reporter"
  case signedInFuture = "signed-in-future"
  case signedBeforeWritten = "signed-before-written"

  package var chinese: String { reason.chinese }
  package var english: String { reason.english }

  private var reason: (chinese: String, english: String) {
    switch self {
    case .notAReport: ("文件不是本平台的报告。", "The file is not a report of this platform.")
    case .notSigned: ("报告尚未签署。", "The report has not been signed.")
    case .appended: ("签署之后文件被追加了内容。", "Something was added to the file after it was signed.")
    case .structure: ("文件结构与签署时不同，或不是由本平台签署。", "The file is not built as this platform signs it, or was rebuilt since.")
    case .contentDamaged: ("报告所附数据损坏或不完整。", "The report's attached data are damaged or incomplete.")
    case .signerNameDiffers: ("报告所写签名人与证书不一致。", "The signer named in the report is not the one of the certificate.")
    case .signerIsNotAuthor: ("签名人不是报告的作者。", "The report was signed by somebody other than its author.")
    case .reviewerIsReporter: ("审核医师与报告医师为同一人。", "The reviewing and the reporting physician are the same person.")
    case .signedInFuture: ("签名时间晚于当前时间。", "The signing time lies in the future.")
    case .signedBeforeWritten: ("签名时间早于报告书写时间。", "The signing time lies before the report was written.")
    }
  }
}
