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
  package var qrsOnsetFootSeconds: Double = 0.015
  package var qrsOffsetFootSeconds: Double = 0.007
  /// The steepest place lies this near the fiducial, and each lead's own this near to that.
  package var qrsCoreSeconds: Double = 0.06
  package var qrsSteepestSeconds: Double = 0.04
  /// A QRS reaches at most this far to each side of its fiducial.
  package var qrsReachSeconds: Double = 0.2
  /// The rule's opinion of QRS counts only this near to the scans'.
  package var ruleReachSeconds: Double = 0.015
  /// QRS begins where this many leads have begun, and ends where no more than this many have not yet ended.
  package var begunLeads: Double = 2.7
  package var unendedLeads: Double = 2.35
  /// A P wave is one when its edges enclose its top at least this far away and the middle two thirds of their probabilities are this narrow.
  package var leastFlankSeconds: Double = 0.004
  package var pOnsetSpreadSeconds: Double = 0.20
  package var pOffsetSpreadSeconds: Double = 0.18
  /// One or two leads alone show P and T less sharply: there a wave may be this much less sharp, and the agreement of the beats decides.
  package var fewLeadsSpreadRatio: Double = 2
  /// The same of T's top.
  package var tPeakSpreadSeconds: Double = 0.3
  /// A beat's mark lies between the average's and its own: this share of the way, which is no longer than the reach (T: twice that).
  package var ownShare: Double = 0.5
  package var ownReachSeconds: Double = 0.012
  /// In at least this many beats, single ones must agree with the average before QRS this well (correlation), or what stands there is no P wave.
  package var pAgreement: Float = 0.45
  package var pAgreementBeats = 4
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
