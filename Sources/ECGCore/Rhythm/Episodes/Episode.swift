/// A stretch of a recording in which the rhythm is not the usual one.
package struct Episode: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Atrial fibrillation, or flutter with irregular conduction.
    case atrialFibrillation = "atrial-fibrillation"
    /// Ventricular flutter or fibrillation.
    case ventricularFlutterFibrillation = "ventricular-flutter-fibrillation"
    /// No beat for three seconds or longer although leads are connected.
    case asystole
  }

  /// First sample and the one after the last, counted from the start of the recording.
  package var startSample: Int
  package var endSample: Int
  package var kind: Kind

  package init(startSample: Int, endSample: Int, kind: Kind) {
    self.startSample = startSample
    self.endSample = endSample
    self.kind = kind
  }

  private enum CodingKeys: String, CodingKey {
    case startSample = "start"
    case endSample = "end"
    case kind
  }
}
