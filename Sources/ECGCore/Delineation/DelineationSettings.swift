/// Numbers of the delineator; times are seconds, shares are of the wave's own largest value.
package struct DelineationSettings: Sendable, Equatable {
  /// QRS begins where the spatial velocity, going back, stays below this share of its largest.
  package var qrsOnsetShare: Float = 0.05
  package var qrsOffsetShare: Float = 0.06
  /// It must stay below for this long.
  package var quietSeconds: Double = 0.016
  /// From there the boundary moves on to the foot of the wave, this far at most.
  package var footSeconds: Double = 0.008
  /// A QRS reaches at most this far to each side of its fiducial.
  package var qrsReachSeconds: Double = 0.13
  /// T is looked for from this long after the QRS offset.
  package var tDelaySeconds: Double = 0.08
  /// No T ends later than this after the QRS onset at an RR of one second and a QRS of 100 ms; it goes with the root of RR (Bazett).
  package var longestQTSeconds: Double = 0.66
  /// The foot of T runs out this far beyond the tangent's (LUDB's readers against the tangent).
  package var tFootSeconds: Double = 0.018
  /// P is looked for from this long before the QRS onset.
  package var pReachSeconds: Double = 0.30
  /// The foot of P runs out this far beyond the tangent's (LUDB's readers against the tangent).
  package var pFootSeconds: Double = 0.008
  /// Least root-mean-square height over all leads of a P wave.
  package var pMinimumMicrovolts: Float = 16
  /// A P wave must stand this many times above the residual noise of the average.
  package var pNoiseRatio: Float = 3
  /// Single beats must agree with the average before QRS this well (correlation), or what stands there is no P wave.
  package var pAgreement: Float = 0.3
  package init() {}
}
