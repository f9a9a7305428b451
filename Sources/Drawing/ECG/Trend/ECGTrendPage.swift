/// A long recording at a glance on A4 landscape: rate over time, counts by the hour, episodes as bars, places to look at.
package struct ECGTrendPage: Sendable, Equatable {
  /// One hour, or what there is of the last.
  package struct Hour: Sendable, Equatable {
    package var seconds: ClosedRange<Double>
    package var slowestPerMinute: Double?
    package var meanPerMinute: Double?
    package var fastestPerMinute: Double?
    package init(seconds: ClosedRange<Double>, slowestPerMinute: Double?, meanPerMinute: Double?, fastestPerMinute: Double?) {
      self.seconds = seconds
      self.slowestPerMinute = slowestPerMinute
      self.meanPerMinute = meanPerMinute
      self.fastestPerMinute = fastestPerMinute
    }
  }

  /// A number for each hour, as bars over a scale of its own.
  package struct Counts: Sendable, Equatable {
    package var name: BilingualLine
    package var values: [Double]
    package var tone: Tone
    package init(_ name: BilingualLine, values: [Double], tone: Tone = .neutral) {
      self.name = name
      self.values = values
      self.tone = tone
    }
  }

  /// Stretches of time, each at least wide enough to be seen.
  package struct Spans: Sendable, Equatable {
    package var name: BilingualLine
    package var seconds: [ClosedRange<Double>]
    package var tone: Tone
    package init(_ name: BilingualLine, seconds: [ClosedRange<Double>], tone: Tone = .neutral) {
      self.name = name
      self.seconds = seconds
      self.tone = tone
    }
  }

  package var texts: ECGPageTexts
  package var durationSeconds: Double
  /// Time of day of the first sample in seconds after midnight; `nil` counts from the beginning.
  package var startOfDaySeconds: Double?
  package var hours: [Hour]
  /// Mean rate of each minute; `nil` where it cannot be told.
  package var ratesOfMinutes: [Double?]
  package var counts: [Counts]
  package var spans: [Spans]
  /// Numbered places to look at.
  package var placesSeconds: [Double]

  package init(
    texts: ECGPageTexts, durationSeconds: Double, startOfDaySeconds: Double? = nil, hours: [Hour], ratesOfMinutes: [Double?] = [],
    counts: [Counts] = [], spans: [Spans] = [], placesSeconds: [Double] = []
  ) {
    self.texts = texts
    self.durationSeconds = durationSeconds
    self.startOfDaySeconds = startOfDaySeconds
    self.hours = hours
    self.ratesOfMinutes = ratesOfMinutes
    self.counts = counts
    self.spans = spans
    self.placesSeconds = placesSeconds
  }

  /// - Throws: `drawing-too-large` for more hours, rows or spans than a page shows, `drawing-bad-input` for numbers that are none.
  func check() throws(DrawingError) {
    try texts.check()
    guard hours.count <= DrawingLimits.trendHours, ratesOfMinutes.count <= DrawingLimits.trendHours * 60 else { throw .tooLarge }
    guard counts.count + spans.count <= DrawingLimits.trendRows, placesSeconds.count <= DrawingLimits.statements else { throw .tooLarge }
    guard counts.allSatisfy({ $0.values.count <= DrawingLimits.trendHours }), spans.allSatisfy({ $0.seconds.count <= DrawingLimits.trendSpans })
    else {
      throw .tooLarge
    }
    guard durationSeconds.isFinite, durationSeconds > 0, startOfDaySeconds?.isFinite ?? true else { throw .badInput }
    let moments = hours.flatMap { [$0.seconds.lowerBound, $0.seconds.upperBound] } + placesSeconds
    let ends = spans.flatMap { $0.seconds.flatMap { [$0.lowerBound, $0.upperBound] } }
    guard (moments + ends + counts.flatMap(\.values)).allSatisfy(\.isFinite) else { throw .badInput }
  }
}
