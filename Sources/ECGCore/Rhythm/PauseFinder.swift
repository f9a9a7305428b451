/// The longest time without a beat that is truly a pause: leads connected, and nothing like a QRS in between.
struct PauseFinder: Sendable {
  /// Share of the usual envelope that would have been a (missed) beat.
  var missedBeatShare: Float = 0.35
  /// Gaps shorter than this are not looked at.
  var minimumSeconds = 1.5
  /// A lead that moves less than this over the gap is off.
  var connectedMicrovolts: Float = 6

  func longestPauseSeconds(_ survey: BeatSurvey, leads: [[Float]], rateHertz: Double) -> Double {
    let count = leads.map(\.count).min() ?? 0
    let margin = Int(0.2 * rateHertz)
    let stops = [0] + survey.positions + [count]
    var longest = 0.0
    for (from, to) in zip(stops, stops.dropFirst()) {
      let seconds = Double(to - from) / rateHertz
      guard seconds > longest, seconds >= minimumSeconds, to - from > 2 * margin else { continue }
      let inner = (from + margin)..<(to - margin)
      if survey.activity(from: inner.lowerBound, to: inner.upperBound) < missedBeatShare, isConnected(leads, inner) { longest = seconds }
    }
    return longest
  }

  /// At least half the leads move.
  private func isConnected(_ leads: [[Float]], _ range: Range<Int>) -> Bool {
    let moving = leads.filter { lead in
      var low = Float.infinity
      var high = -Float.infinity
      for index in range where abs(lead[index]) <= Decimation.largestMicrovolts {
        low = min(low, lead[index])
        high = max(high, lead[index])
      }
      return high - low > connectedMicrovolts
    }
    return 2 * moving.count >= leads.count && !moving.isEmpty
  }
}
