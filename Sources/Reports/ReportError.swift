/// Why a report could not be made, prepared or signed. The raw value is the stable code; it carries no text of the report.
package enum ReportErrorCode: String, Error, Sendable, Codable, CaseIterable {
  case contentIncomplete = "report-content-incomplete"
  case contentNotCanonical = "report-content-not-canonical"
  case unsuitablePDF = "report-pdf-unsuitable"
  case placesMissing = "report-signature-places-missing"
  case drawingFailed = "report-drawing-failed"
  case fieldAlreadySigned = "report-field-already-signed"
  case signatureOrder = "report-signature-order"
  case notPrepared = "report-not-prepared"
  case signatureTooLarge = "report-signature-too-large"
  case signerDiffers = "report-signer-differs"

  package var chinese: String { reason.chinese }
  package var english: String { reason.english }

  private var reason: (chinese: String, english: String) {
    switch self {
    case .contentIncomplete: ("报告内容不完整，或某一项过长。", "The report lacks a required item, or an item is too long.")
    case .contentNotCanonical: ("报告数据格式不规范。", "The report's data are not in their canonical form.")
    case .unsuitablePDF: ("PDF 文件不适合签署。", "The PDF file is not of the kind that can be signed.")
    case .placesMissing: ("PDF 中缺少签名位置。", "The PDF has no place for the signatures.")
    case .drawingFailed: ("报告无法排版成页面。", "The report could not be drawn as pages.")
    case .fieldAlreadySigned: ("该签名栏已签署。", "This signature field is already signed.")
    case .signatureOrder: ("须先由报告医师签署。", "The reporting physician signs first.")
    case .notPrepared: ("文件尚未准备好签署，或准备后被改动。", "The file is not prepared for signing, or was changed since.")
    case .signatureTooLarge: ("签名数据超过预留空间。", "The signature is larger than the space kept for it.")
    case .signerDiffers: ("签名人证书与报告中的签名人不一致。", "The signer's certificate is not that of the signer named in the file.")
    }
  }
}

/// A typed failure of `Reports`.
package struct ReportError: Error, Sendable, Equatable {
  package let code: ReportErrorCode
  package init(_ code: ReportErrorCode) { self.code = code }
}
