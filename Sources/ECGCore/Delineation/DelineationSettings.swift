/// Numbers of the delineator; times are seconds, shares are of the wave's own largest value.
package struct DelineationSettings: Sendable, Equatable {
  /// A lead rests where its slope stays below the largest of three levels.
  package struct RestRule: Sendable, Equatable {
    /// Share of the lead's steepest slope.
    package var share: Float
    package var microvoltsPerMillisecond: Float
    /// Multiple of the slope in the quietest 30 ms on that side.
    package var noiseRatio: Float
  }
  package var qrsOnset = RestRule(share: 0.03, microvoltsPerMillisecond: 3, noiseRatio: 2)
  package var qrsOffset = RestRule(share: 0.05, microvoltsPerMillisecond: 2.5, noiseRatio: 3)
  /// The same for the root mean square of all leads' slopes.
  package var qrsCommonOffset = RestRule(share: 0.04, microvoltsPerMillisecond: 2, noiseRatio: 3)
  /// It must stay below for this long.
  package var quietSeconds: Double = 0.016
  /// QRS goes on for this long at most after its slope has stayed below this share of the steepest.
  package var qrsTailShare: Float = 0.10
  package var qrsTailSeconds: Double = 0.06
  /// A lead's edge counts when this many leads, itself included, have theirs within this time of it.
  package var supportingLeads = 3
  package var supportSeconds: Double = 0.012
  /// Readers set the boundary this far beyond (LUDB and QTDB between them).
  package var qrsOnsetFootSeconds: Double = 0.012
  package var qrsOffsetFootSeconds: Double = 0.007
  /// The steepest place lies this near the fiducial, and each lead's own this near to that.
  package var qrsCoreSeconds: Double = 0.06
  package var qrsSteepestSeconds: Double = 0.04
  /// A QRS reaches at most this far to each side of its fiducial.
  package var qrsReachSeconds: Double = 0.2
  /// T is looked for from this long after the QRS offset.
  package var tDelaySeconds: Double = 0.08
  /// No T ends later than this after the QRS onset at an RR of one second and a QRS of 100 ms; it goes with the root of RR (Bazett).
  package var longestQTSeconds: Double = 0.66
  /// T's steepest descent lies this near its top; T ends where the slope has stayed below this share of it for this long …
  package var tDescentSeconds: Double = 0.16
  package var tRestShare: Float = 0.4
  package var tQuietSeconds: Double = 0.03
  /// … and its foot runs out this far beyond (LUDB and QTDB between them).
  package var tFootSeconds: Double = 0.024
  package var tBeyondTangentSeconds: Double = 0.07
  package var tBeforeTangentSeconds: Double = 0.04
  /// P is looked for from this long before the QRS onset.
  package var pReachSeconds: Double = 0.30
  /// The foot of P runs out this far beyond the tangent's (LUDB's readers against the tangent).
  package var pFootSeconds: Double = 0.008
  /// A P wave of two humps is one: its flanks begin where it was last this high, no further than this from its top.
  package var pFlankShare: Float = 0.6
  package var pFlankSeconds: Double = 0.065
  package var pDipSeconds: Double = 0.03
  /// P ends at least this long before the QRS onset.
  package var pMarginSeconds: Double = 0.01
  /// Least root-mean-square height over all leads of a P wave.
  package var pMinimumMicrovolts: Float = 16
  /// A P wave must stand this many times above the residual noise of the average.
  package var pNoiseRatio: Float = 3
  /// Single beats must agree with the average before QRS this well (correlation), or what stands there is no P wave.
  package var pAgreement: Float = 0.45
  /// Beats are averaged over at most this many of one shape in a row, so that slow changes are followed.
  package var groupBeats = 16
  /// A beat whose RR is below this share of the median is averaged with its like only.
  package var earlyRatio = 0.82
  /// An average beat reaches this far to both sides of its fiducial.
  package var windowBeforeSeconds: Double = 0.5
  package var windowAfterSeconds: Double = 0.9
  /// The baseline's knot lies this long before the fiducial, averaged over twice `knotHalfSeconds`.
  package var knotSeconds: Double = 0.09
  package var knotHalfSeconds: Double = 0.01
  /// Beats are aligned by the QRS within this time of the fiducial, moved no further than the reach.
  package var alignmentHalfSeconds: Double = 0.06
  package var alignmentReachSeconds: Double = 0.03
  package init() {}
}
