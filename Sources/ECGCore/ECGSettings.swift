/// All settings of the core in one value; every number's meaning and source stands at its declaration.
package struct ECGSettings: Sendable, Equatable {
  package var detection = DetectionSettings()
  package var quality = QualitySettings()
  package var delineation = DelineationSettings()
  package var fibrillation = FibrillationDetector.Settings()
  /// Shorter recordings are not graded ordinary or warning (10 s less the rounding some devices do).
  package var minimumGradedSeconds = 9.9
  /// Shorter recordings are not analysed at all.
  package var minimumSeconds = 1.0
  /// Longer recordings are refused: three days bound the time one request can take.
  package var maximumSeconds = 259_200.0
  package init() {}
}
