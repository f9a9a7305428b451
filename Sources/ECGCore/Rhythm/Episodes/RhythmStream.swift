/// Classes and episodes of a recording of any length while it comes in; the answer does not depend on how it was cut into pieces.
package struct RhythmStream: Sendable {
  private var classes: BeatClassStream
  private var seconds: SecondsStream

  package init(leadCount: Int, samplingRateHertz: Double) {
    classes = BeatClassStream(leadCount: leadCount, samplingRateHertz: samplingRateHertz)
    seconds = SecondsStream(leadCount: leadCount, samplingRateHertz: samplingRateHertz)
  }

  /// The next samples of every lead, equally many of each, microvolts.
  package mutating func append(leadsMicrovolts leads: [ArraySlice<Float>]) {
    classes.append(leadsMicrovolts: leads)
    seconds.append(leads)
  }

  /// The next beats, rising sample numbers; up to ten minutes after their samples.
  package mutating func append(beats: [Int]) { classes.append(beats: beats) }

  /// Classes of all beats, and episodes in order of their start; nothing may be appended afterwards.
  package mutating func finish() -> (beats: [ClassifiedBeat], episodes: [Episode]) {
    var beats = classes.finish()
    let episodes = EpisodeFinder().episodes(beats: beats, seconds: &seconds)
    beats.forgetEarlyBeats(in: episodes)
    return (beats, episodes)
  }
}

extension [ClassifiedBeat] {
  /// In atrial fibrillation no beat is early: what came soon is the rhythm itself.
  mutating func forgetEarlyBeats(in episodes: [Episode]) {
    var beat = startIndex
    for episode in episodes where episode.kind == .atrialFibrillation {
      while beat < endIndex, self[beat].sample < episode.startSample { beat += 1 }
      while beat < endIndex, self[beat].sample <= episode.endSample {
        if self[beat].kind == .supraventricular { self[beat].kind = .normal }
        beat += 1
      }
    }
  }
}
