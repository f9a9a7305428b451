/// Why something could not be drawn. Carries no text of the page, which may be patient data.
package enum DrawingErrorCode: String, Sendable, CaseIterable {
  /// More leads, text or pixels than `DrawingLimits` allows.
  case tooLarge = "drawing-too-large"
  /// Sizes, rates or resolutions that describe no drawable page.
  case badInput = "drawing-bad-input"
  /// Cairo or libpng failed, usually for want of memory.
  case failed = "drawing-failed"
  /// The Chinese font is not installed.
  case fontMissing = "drawing-font-missing"

  var reason: (chinese: String, english: String) {
    switch self {
    case .tooLarge: ("内容过多，无法绘制成页面。", "There is more on this page than can be drawn.")
    case .badInput: ("数据的尺寸、采样率或分辨率无效，无法绘制。", "The size, sampling rate or resolution describes no page that can be drawn.")
    case .failed: ("绘制页面失败，可能是内存不足。", "Drawing the page failed, perhaps for want of memory.")
    case .fontMissing: ("未安装中文字体文泉驿微米黑，请运行 make setup。", "The Chinese font WenQuanYi Micro Hei is not installed; run make setup.")
    }
  }
}

/// A typed failure of `Drawing`.
package struct DrawingError: Error, Sendable, Equatable {
  package let kind: DrawingErrorCode

  package static let tooLarge = DrawingError(kind: .tooLarge)
  package static let badInput = DrawingError(kind: .badInput)
  package static let failed = DrawingError(kind: .failed)
  package static let fontMissing = DrawingError(kind: .fontMissing)

  /// Stable name for programs.
  package var code: String { kind.rawValue }
  package var chinese: String { kind.reason.chinese }
  package var english: String { kind.reason.english }
}
