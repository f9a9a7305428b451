/// What a long recording tells, hour by hour and over all. Encoded as JSON it is versioned. Seconds count from the recording's first sample.
package struct ECGTrend: Sendable, Codable, Equatable {
  package static let currentSchemaVersion = 1
  package var schemaVersion = ECGTrend.currentSchemaVersion
  package var algorithmVersion: String
  package var samplingRateHertz: Double
  package var durationSeconds: Double
  package var leads: [LeadName]
  /// Seconds in which no lead can be read.
  package var unusableSeconds: Double
  package var beatCount: Int
  package var rate: TrendRate
  package var ventricular: EctopyCount
  package var supraventricular: EctopyCount
  package var pacedBeatCount: Int
  /// Two seconds or longer without a beat, leads connected and calm.
  package var pauseCount: Int
  /// The longest ones, longest first.
  package var pauses: [TrendSpan]
  package var atrialFibrillation: FibrillationBurden
  /// Ventricular flutter and fibrillation.
  package var ventricularFibrillation: [TrendSpan]
  /// Departures of ST from the recording's own level, by lead and time.
  package var stEpisodes: [STEpisode]
  package var variability: LongVariability
  /// One for each hour from the first sample on; the last may be shorter.
  package var hours: [TrendHour]
  /// Mean rate of each minute; `nil` where it cannot be told.
  package var ratesOfMinutes: [Double?]
  /// What a person should look at, most important first.
  package var strips: [TrendStrip]
}

/// A stretch of time.
package struct TrendSpan: Sendable, Codable, Equatable {
  package var startSecond: Double
  package var endSecond: Double
  package var seconds: Double { endSecond - startSecond }
}

/// Rates per minute of RR intervals that can be trusted.
package struct TrendRate: Sendable, Codable, Equatable {
  package var meanPerMinute: Double?
  /// Over eight intervals in a row.
  package var fastest: TrendRatePoint?
  package var slowest: TrendRatePoint?
}

/// A rate and where it was found.
package struct TrendRatePoint: Sendable, Codable, Equatable {
  package var ratePerMinute: Double
  package var startSecond: Double
  package var endSecond: Double
}

/// Ectopic beats of one kind.
package struct EctopyCount: Sendable, Codable, Equatable {
  package var beatCount = 0
  /// Of all beats.
  package var sharePercent = 0.0
  package var coupletCount = 0
  package var firstCoupletSecond: Double?
  /// Three and more in a row.
  package var runCount = 0
  /// The longest ones, longest first.
  package var runs: [EctopyRun] = []
  /// Every second, every third beat ectopic, three times over or longer: how often, and how long together.
  package var bigeminyCount = 0
  package var bigeminySeconds = 0.0
  package var longestBigeminy: TrendSpan?
  package var trigeminyCount = 0
  package var trigeminySeconds = 0.0
  package var longestTrigeminy: TrendSpan?
  package init() {}
}

/// Ectopic beats in a row.
package struct EctopyRun: Sendable, Codable, Equatable {
  package var startSecond: Double
  package var beatCount: Int
  /// Of the intervals within the run.
  package var ratePerMinute: Double
}

/// Atrial fibrillation, flutter with irregular conduction included.
package struct FibrillationBurden: Sendable, Codable, Equatable {
  package var seconds = 0.0
  /// Of the time that can be read.
  package var sharePercent = 0.0
  package var episodeCount = 0
  /// In order of time.
  package var episodes: [TrendSpan] = []
  package init() {}
}

/// ST away from the recording's own level by 100 µV or more for a minute or longer.
package struct STEpisode: Sendable, Codable, Equatable {
  package var lead: LeadName
  package var startSecond: Double
  package var endSecond: Double
  /// The largest departure, with its sign, and when.
  package var peakMicrovolts: Double
  package var peakSecond: Double
  /// The recording's own level about that time.
  package var baselineMicrovolts: Double
  /// At the peak.
  package var heartRatePerMinute: Double?
  /// QRS changed too, as it does when the body turns: no sign of ischaemia by itself.
  package var isPossiblyPositional: Bool
}

/// Variability of the intervals between normal beats (Task Force of the ESC and NASPE, Eur. Heart J. 17:354, 1996).
package struct LongVariability: Sendable, Codable, Equatable {
  package var intervalCount = 0
  /// Time these intervals fill.
  package var analysedHours = 0.0
  package var sdnnMilliseconds: Double?
  /// Standard deviation of the means of five minutes; from one hour of them on.
  package var sdannMilliseconds: Double?
  package var rmssdMilliseconds: Double?
  package var pnn50Percent: Double?
  /// The Task Force's limits are those of 24 hours, at least 18 of them analysed.
  package var isWholeDay = false
  package init() {}
}

/// One hour.
package struct TrendHour: Sendable, Codable, Equatable {
  package var startSecond: Double
  package var durationSeconds: Double
  package var beatCount = 0
  package var meanRatePerMinute: Double?
  /// Over eight intervals.
  package var slowestRatePerMinute: Double?
  package var fastestRatePerMinute: Double?
  package var ventricularBeatCount = 0
  package var supraventricularBeatCount = 0
  package var ventricularRunCount = 0
  package var pauseCount = 0
  package var longestPauseSeconds: Double?
  package var atrialFibrillationSeconds = 0.0
  package var unusableSeconds = 0.0
  /// The largest departure of ST in any lead within an episode.
  package var stPeakMicrovolts: Double?
}

/// Ten seconds or more that a person should look at.
package struct TrendStrip: Sendable, Codable, Equatable {
  package enum Reason: String, Sendable, Codable, CaseIterable {
    case ventricularFibrillation = "ventricular-fibrillation"
    case longPause = "long-pause"
    case ventricularRun = "ventricular-run"
    case atrialFibrillationOnset = "atrial-fibrillation-onset"
    case stEpisode = "st-episode"
    case slowest, fastest
    case pause
    case supraventricularRun = "supraventricular-run"
    case ventricularBigeminy = "ventricular-bigeminy"
    case ventricularCouplet = "ventricular-couplet"
    case ventricularBeat = "ventricular-beat"
    case supraventricularBeat = "supraventricular-beat"
  }
  /// From 1 on.
  package var rank: Int
  package var reason: Reason
  package var text: BilingualText
  package var startSecond: Double
  package var endSecond: Double
}
