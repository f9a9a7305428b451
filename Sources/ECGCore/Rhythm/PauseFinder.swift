/// The longest time without a beat that is truly a pause: leads connected, and nothing like a QRS in between.
struct PauseFinder: Sendable {
  /// Share of the usual envelope that would have been a (missed) beat.
  var missedBeatShare: Float = 0.3
  /// Share of a lead's own usual envelope that is a beat in that lead (true pauses of the development records: at most 0.12).
  var ownBeatShare: Float = 0.5
  /// Gaps shorter than this are not looked at.
  var minimumSeconds = 1.5
  /// A lead that moves no more than this during a piece of the gap is off there.
  var connectedMicrovolts: Float = 2
  var pieceSeconds = 0.25

  func longestPauseSeconds(_ survey: BeatSurvey, leads: [[Float]], rateHertz: Double) -> Double {
    let count = leads.map(\.count).min() ?? 0
    let margin = Int(0.2 * rateHertz)
    let stops = [0] + survey.positions + [count]
    var longest = 0.0
    for (from, to) in zip(stops, stops.dropFirst()) {
      let seconds = Double(to - from) / rateHertz
      guard seconds > longest, seconds >= minimumSeconds, to - from > 2 * margin else { continue }
      let inner = (from + margin)..<(to - margin)
      if survey.activity(from: inner.lowerBound, to: inner.upperBound) < missedBeatShare, !isBeatingElsewhere(survey, inner),
        isConnected(leads, inner, rateHertz: rateHertz)
      {
        longest = seconds
      }
    }
    return longest
  }

  /// A third of the leads or more have beats of their usual size in the gap: then the others are off, or too small to count.
  private func isBeatingElsewhere(_ survey: BeatSurvey, _ range: Range<Int>) -> Bool {
    let activities = survey.leadActivities(from: range.lowerBound, to: range.upperBound)
    return 3 * activities.filter { $0 >= ownBeatShare }.count >= activities.count
  }

  /// At least half the leads move during most of the gap.
  private func isConnected(_ leads: [[Float]], _ range: Range<Int>, rateHertz: Double) -> Bool {
    let piece = max(2, Int(pieceSeconds * rateHertz))
    let moving = leads.filter { lead in
      let starts = stride(from: range.lowerBound, through: max(range.lowerBound, range.upperBound - piece), by: piece)
      let alive = starts.filter { moves(lead, $0..<min($0 + piece, range.upperBound)) }
      return 2 * alive.count >= Array(starts).count
    }
    return 2 * moving.count >= leads.count && !moving.isEmpty
  }

  private func moves(_ lead: [Float], _ range: Range<Int>) -> Bool {
    var low = Float.infinity
    var high = -Float.infinity
    for index in range where abs(lead[index]) <= Decimation.largestMicrovolts {
      low = min(low, lead[index])
      high = max(high, lead[index])
    }
    return high - low > connectedMicrovolts
  }
}
