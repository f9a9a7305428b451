import ECGCore

extension MeasurementStatus {
  /// In the words of pages and screens.
  package var text: BilingualText {
    switch self {
    case .measured: BilingualText(chinese: "已测量", english: "measured")
    case .limited: BilingualText(chinese: "部分测量", english: "limited")
    case .notMeasured: BilingualText(chinese: "未测量", english: "not measured")
    }
  }
}
