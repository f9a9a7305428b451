/// A beat with its class and what later steps need of it; a few bytes, so that a day's beats can be kept.
package struct ClassifiedBeat: Sendable, Equatable {
  /// Sample index of the beat.
  package var sample: Int
  package var kind: Beat.Kind
  /// Mean correlation of the P windows of the beats around, −1…1: near zero in atrial fibrillation, zero where it cannot be told.
  package var atrialAgreement: Float

  package init(sample: Int, kind: Beat.Kind, atrialAgreement: Float = 0) {
    self.sample = sample
    self.kind = kind
    self.atrialAgreement = atrialAgreement
  }
}
