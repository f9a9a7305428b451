/// When a lead is too poor to read. Amplitudes are microvolts.
package struct QualitySettings: Sendable, Equatable {
  /// More invalid samples than this share of the lead make it unusable.
  package var invalidFraction: Double = 0.02
  /// Standing still to within `flatToleranceMicrovolts` for `flatRunSeconds` counts as flat.
  package var flatRunSeconds: Double = 0.3
  package var flatToleranceMicrovolts: Float = 2
  /// A lead flat for more than this share is off.
  package var flatFraction: Double = 0.4
  /// A second is flat from this share on: between slow beats a filtered lead may stand still for more than half a second.
  package var flatSecondFraction: Double = 0.9
  /// Samples on one rail (largest or smallest value, in runs) above this share: saturated (highest of 3,984 unclipped development leads: 1.3 %).
  package var railFraction: Double = 0.02
  /// A rhythm may still be read up to this share.
  package var rhythmRailFraction: Double = 0.15
  package var railMinimumMicrovolts: Float = 80
  /// A second is saturated from this share on.
  package var railSecondFraction: Double = 0.05
  /// Above 40 Hz, outside QRS: flagged over the first, unusable over the second or over `noiseShare` of the whole signal.
  package var noiseFlagMicrovolts: Float = 30
  package var noiseUnusableMicrovolts: Float = 150
  package var noiseShare: Float = 0.6
  /// Peak to peak of the one-second means within ten seconds: flagged over the first, unusable over the second.
  package var wanderFlagMicrovolts: Float = 1_000
  package var wanderUnusableMicrovolts: Float = 6_000
  /// Mains amplitude that is flagged in a second, and the share of such seconds from which the lead is.
  package var humFlagMicrovolts: Float = 50
  package var humShare: Double = 0.3
  /// Hum and noise together beyond which nothing is left to read.
  package var humUnusableMicrovolts: Float = 700
  /// No more spans than these are kept of a lead, so that a long bad recording has a bounded result.
  package var maximumSpans = 1_000
  /// Peak to peak of the whole lead below this: nothing to read.
  package var lowSignalMicrovolts: Float = 60
  /// Less than this share of the beats in a few recurring shapes: what was found are no beats of one heart.
  package var repeatedShapeShare = 0.5
  /// Beats whose QRS agree less than this over all leads are noise (highest of noise 0.81, lowest of 409 development records 0.93).
  package var qrsConsistency: Float = 0.85
  package init() {}
}
