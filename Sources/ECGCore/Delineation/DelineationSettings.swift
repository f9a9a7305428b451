/// Numbers of the delineator; times are seconds, shares are of the wave's own largest value.
package struct DelineationSettings: Sendable, Equatable {
  /// QRS begins where the spatial velocity, going back, stays below this share of its largest.
  package var qrsOnsetShare: Float = 0.06
  package var qrsOffsetShare: Float = 0.08
  /// It must stay below for this long.
  package var quietSeconds: Double = 0.016
  /// A QRS reaches at most this far to each side of its fiducial.
  package var qrsReachSeconds: Double = 0.13
  /// T is looked for from this long after the QRS offset.
  package var tDelaySeconds: Double = 0.08
  /// No T ends later than this after the fiducial.
  package var tLimitSeconds: Double = 0.68
  /// P is looked for from this long before the QRS onset.
  package var pReachSeconds: Double = 0.30
  /// Least root-mean-square height over all leads of a P wave.
  package var pMinimumMicrovolts: Float = 16
  /// A P wave must stand this many times above the residual noise of the average.
  package var pNoiseRatio: Float = 3
  package init() {}
}
