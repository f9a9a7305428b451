/// Why a page could not be drawn. Carries no text of the page, which may be patient data.
package enum DrawingError: String, Error, Sendable, CaseIterable {
  /// More leads, text or pixels than `DrawingLimits` allows.
  case tooLarge = "drawing-too-large"
  /// Sizes, rates or resolutions that describe no drawable page.
  case badInput = "drawing-bad-input"
  /// Cairo or libpng failed, usually for want of memory.
  case failed = "drawing-failed"
  /// The Chinese font is not installed.
  case fontMissing = "drawing-font-missing"

  /// Stable name for programs.
  package var code: String { rawValue }

  package var chinese: String {
    switch self {
    case .tooLarge: "内容过多，无法绘制成页面。"
    case .badInput: "数据的尺寸、采样率或分辨率无效，无法绘制。"
    case .failed: "绘制页面失败，可能是内存不足。"
    case .fontMissing: "未安装中文字体（文泉驿微米黑，fonts-wqy-microhei）。"
    }
  }

  package var english: String {
    switch self {
    case .tooLarge: "There is more on this page than can be drawn."
    case .badInput: "The size, sampling rate or resolution describes no page that can be drawn."
    case .failed: "Drawing the page failed, perhaps for want of memory."
    case .fontMissing: "The Chinese font (WenQuanYi Micro Hei, fonts-wqy-microhei) is not installed."
    }
  }
}
