/// Numbers of the beat detector. Each default was chosen on the pooled development data, none for a single record.
package struct DetectionSettings: Sendable, Equatable {
  /// Rate at which beats are looked for; the input is averaged down to the nearest whole divisor of its rate at or above it.
  package var workingRateHertz: Double = 80
  /// Centre of the QRS band. QRS energy peaks at 8–15 Hz (Thakor 1984), P and T lie below 8 Hz.
  package var centreFrequencyHertz: Double = 16
  /// Standard deviation of the wavelet's Gaussian window.
  package var windowSigmaSeconds: Double = 0.025
  /// The sharper wavelet, which tells QRS from P and T and small narrow QRS from large broad ones.
  package var sharpFrequencyHertz: Double = 25
  package var sharpSigmaSeconds: Double = 0.014
  /// The slow wavelet, in which P and T waves are large.
  package var slowFrequencyHertz: Double = 6
  package var slowSigmaSeconds: Double = 0.05
  /// No two ventricular beats are nearer than this (300/min).
  package var refractorySeconds: Double = 0.2
  /// A hump this near to the beginning or end is a cut QRS or what the filter makes of the edge; readers mark none there.
  package var edgeSeconds: Double = 0.08
  /// Half the span over which levels, usual shape and usual pace are estimated.
  package var levelHalfSpanSeconds: Double = 8
  /// Envelope below this is never a beat: 30 µV is under the lowest QRS a reader would call one.
  package var minimumEnvelopeMicrovolts: Double = 25
  /// A hump lower than this share of the signal level is not looked at.
  package var candidateShare: Float = 0.075
  /// A hump under these shares of the signal levels that has another one so many times as high within 0.45 s is no beat, whatever its shape: of 80,049
  /// such humps among 461,473 of the development data, noise included, none had log odds above −0.9.
  package var shadowShare: Float = 0.2
  package var shadowSharpShare: Float = 0.15
  package var shadowRatio: Float = 2.7
  /// A hump this far from ground to signal level tells the usual shape.
  package var strongShare: Float = 0.6
  /// A candidate with lower log odds is in no rhythm.
  package var hopelessScore: Float = -7
  /// What the path gives and takes, of one lead and of several together, whose log odds are surer.
  package var rhythmCosts = RhythmCosts(scoreOffset: 2.3, earlyCost: 5, shortCost: 18)
  package var fusedRhythmCosts = RhythmCosts(scoreOffset: 1.7, earlyCost: 7, shortCost: 12)
  /// A beat that comes before this share of a usual interval is early.
  package var earlyRatio: Float = 0.6
  /// A T wave takes so long (Pan & Tompkins 1985).
  package var shortSeconds: Float = 0.36
  /// Cost for each usual interval by which a gap is longer than `gapRatio` of them, two at most; less where intervals vary.
  package var gapRatio: Float = 1.5
  package var gapCost: Float = 8
  package var gapSpreadFactor: Float = 3
  /// What makes log odds of a candidate's features: of one lead, and of several leads together.
  package var scoreModel = ScoreModel.oneLead
  package var fusedScoreModel = ScoreModel.severalLeads
  package init() {}
}

/// In log odds.
package struct RhythmCosts: Sendable, Equatable {
  /// Added to each candidate's log odds: a missed beat weighs as much as a false one.
  package var scoreOffset: Float
  /// For each usual interval by which a beat comes before `DetectionSettings.earlyRatio` of one.
  package var earlyCost: Float
  /// For each second by which an interval is shorter than `DetectionSettings.shortSeconds`.
  package var shortCost: Float
}
