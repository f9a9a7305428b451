/// Takes pacemaker spikes out of an average beat, so that waves are measured and not pulses.
struct PacingSpikes: Sendable {
  /// Each flank of a spike, and how many times the movement before it.
  var minimumMicrovolts: Float = 60
  var restRatio: Float = 4
  var halfWidthSeconds = 0.004
  /// Where spikes may lie, before and after the fiducial (which may itself be a spike).
  var beforeSeconds = 0.32
  var afterSeconds = 0.03
  /// Leads that must show it within half a width.
  var neededLeads = 4

  /// The beat without its spikes, and the sample after the last of them.
  func removed(from beat: AverageBeat) -> (beat: AverageBeat, end: Int?) {
    let half = max(1, Int((halfWidthSeconds * beat.rateHertz).rounded()))
    guard beat.rateHertz >= 250, let length = beat.samplesMicrovolts.first?.count else { return (beat, nil) }
    let from = max(3 * half, beat.fiducial - Int(beforeSeconds * beat.rateHertz))
    let to = min(length - half, beat.fiducial + Int(afterSeconds * beat.rateHertz))
    guard from < to else { return (beat, nil) }
    var hits = [Int](repeating: 0, count: length)
    for lead in beat.samplesMicrovolts { for index in from..<to where isSpike(lead, at: index, half: half) { hits[index] += 1 } }
    let needed = min(neededLeads, 2 * beat.samplesMicrovolts.count)
    let spikes = (from..<to).filter { hits[$0] > 0 && hits[($0 - half)...min(length - 1, $0 + half)].reduce(0, +) >= needed }
    guard !spikes.isEmpty else { return (beat, nil) }
    var result = beat
    for spike in spikes {
      let start = max(0, spike - half - 2)
      let end = min(length - 1, spike + half + 3)
      for lead in result.samplesMicrovolts.indices { bridge(&result.samplesMicrovolts[lead], start, end) }
    }
    return (result, spikes.last.map { $0 + half + 3 })
  }

  private func isSpike(_ lead: [Float], at index: Int, half: Int) -> Bool {
    let rise = lead[index] - lead[index - half]
    let fall = lead[index] - lead[index + half]
    let height = min(abs(rise), abs(fall))
    guard rise * fall > 0, height >= minimumMicrovolts else { return false }
    let before = max(abs(lead[index - half] - lead[index - 2 * half]), abs(lead[index - 2 * half] - lead[index - 3 * half]))
    return height >= restRatio * before
  }

  private func bridge(_ lead: inout [Float], _ start: Int, _ end: Int) {
    let first = lead[start]
    let step = (lead[end] - first) / Float(max(1, end - start))
    for index in start...end { lead[index] = first + step * Float(index - start) }
  }
}
