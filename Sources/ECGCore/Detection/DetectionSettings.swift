/// Numbers of the beat detector. Each default was chosen on the pooled development data, none for a single record.
package struct DetectionSettings: Sendable, Equatable {
  /// Rate at which beats are looked for; the input is averaged down to the nearest whole divisor of its rate at or above it.
  package var workingRateHertz: Double = 100
  /// Centre of the QRS band. QRS energy peaks at 8–15 Hz (Thakor 1984), P and T lie below 8 Hz.
  package var centreFrequencyHertz: Double = 16
  /// Standard deviation of the wavelet's Gaussian window.
  package var windowSigmaSeconds: Double = 0.025
  /// Centre and window of the sharper wavelet that tells QRS from P and T.
  package var sharpFrequencyHertz: Double = 22
  package var sharpSigmaSeconds: Double = 0.016
  /// A hump with less than this share of the usual sharpness is blunt: a P or T wave, or a very wide ventricular beat.
  package var bluntRatio: Float = 0.85
  /// No two ventricular beats are nearer than this (300/min).
  package var refractorySeconds: Double = 0.2
  /// Fraction of the way from noise to signal level that a beat must reach.
  package var thresholdFraction: Double = 0.33
  /// The same when a beat is missing from its expected place (search-back).
  package var searchBackFraction: Double = 0.15
  /// A gap longer than this many typical RR intervals is searched again.
  package var searchBackGapRatio: Double = 1.5
  /// Half the span over which signal and noise levels are estimated.
  package var levelHalfSpanSeconds: Double = 8
  /// Envelope below this is never a beat: 30 µV is under the lowest QRS a reader would call one.
  package var minimumEnvelopeMicrovolts: Double = 25
  /// A T wave follows its QRS within this time.
  package var tWaveSpanSeconds: Double = 0.36
  /// A candidate in the T span with less than this share of the preceding beat's envelope is a T wave.
  package var tWaveEnvelopeRatio: Double = 0.45
  /// The same for a blunt candidate.
  package var bluntTWaveEnvelopeRatio: Double = 0.7
  /// A P wave's top precedes its QRS by no more than this.
  package var pWaveSpanSeconds: Double = 0.28
  /// A beat this far from noise to signal level is certain enough to tell the rhythm's pace.
  package var strongFraction: Double = 0.6
  /// A hump lower than this share of both neighbours is doubted when those already keep the pace.
  package var interposedHeightRatio: Double = 0.75
  /// The same for a sharp hump after the beat before, or where neither P nor T lies.
  package var interposedSharpHeightRatio: Double = 0.4
  /// Neighbours keep the pace when they are nearer than this many typical intervals.
  package var interposedGapRatio: Double = 1.3
  package init() {}
}
