/// Three seconds or longer without a beat, in which leads are connected and nothing climbs as a QRS would.
struct AsystoleEpisodes: Sendable {
  /// The shortest pause that counts (Holter convention; a monitor's alarm waits four seconds).
  var minimumSeconds = 3.0
  /// Share of the blocks of a pause in which a lead must move.
  var connectedShare = 0.5
  /// A climb of this share of the usual one could be a beat that was missed.
  var missedShare: Float = 0.35
  /// The usual climb is looked for in this many seconds before and after the pause.
  var neighbourhoodSeconds = 20.0
  /// Beats reach this far.
  var marginSeconds = 0.3
  /// So many blocks of calm are needed.
  var leastBlocks = 3

  func find(_ beats: [ClassifiedBeat], track: ActivityTrack, sampleCount: Int, rateHertz: Double, silenced: [Range<Int>]) -> [Episode] {
    guard beats.count >= 2 else { return [] }
    var episodes: [Episode] = []
    for place in 0...beats.count {
      let from = place == 0 ? 0 : beats[place - 1].sample
      let to = place == beats.count ? sampleCount : beats[place].sample
      guard Double(to - from) >= minimumSeconds * rateHertz else { continue }
      guard !silenced.contains(where: { $0.lowerBound < to && $0.upperBound > from }) else { continue }
      if isSilent(from: Double(from) / rateHertz, to: Double(to) / rateHertz, track) {
        episodes.append(Episode(startSample: from, endSample: to, kind: .asystole))
      }
    }
    return episodes
  }

  /// At least half of the leads are connected and calm.
  private func isSilent(from: Double, to: Double, _ track: ActivityTrack) -> Bool {
    let first = Int(((from + marginSeconds) / track.blockSeconds).rounded(.up))
    let last = min(track.blockCount, Int((to - marginSeconds) / track.blockSeconds))
    guard last - first >= leastBlocks else { return false }
    let reach = Int(neighbourhoodSeconds / track.blockSeconds)
    let calm = track.climbs.indices.filter { lead in
      let climbs = track.climbs[lead]
      let around = Array(climbs[max(0, first - reach)..<first] + climbs[last..<min(climbs.count, last + reach)])
      // Two blocks in a row hold a beat at 60 a minute or faster: the upper quartile is a beat's climb.
      let usual = around.sorted()
      guard !usual.isEmpty else { return false }
      let beatClimb = usual[usual.count * 3 / 4]
      let moving = track.isMoving[lead][first..<last].count { $0 }
      return Double(moving) >= connectedShare * Double(last - first) && (climbs[first..<last].max() ?? 0) < missedShare * beatClimb
    }
    return 2 * calm.count >= track.climbs.count && !calm.isEmpty
  }
}
