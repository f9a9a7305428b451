/// Episodes of a recording from its classed beats and the votes and movements of each second.
package struct EpisodeFinder: Sendable {
  package init() {}

  /// Episodes of a whole recording in memory, in order of their start. `beats` as `BeatClassing` gives them.
  package func episodes(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double, beats: [ClassifiedBeat]) -> [Episode] {
    var stream = SecondsStream(leadCount: leads.count, samplingRateHertz: samplingRateHertz)
    let count = leads.map(\.count).min() ?? 0
    let piece = max(1, Int(60 * samplingRateHertz))
    for start in stride(from: 0, to: count, by: piece) { stream.append(leads.map { $0[start..<min(count, start + piece)] }) }
    return episodes(beats: beats, seconds: &stream)
  }

  func episodes(beats: [ClassifiedBeat], seconds stream: inout SecondsStream) -> [Episode] {
    let rate = stream.rateHertz
    let fibrillation = stream.finish().map { span in
      min(stream.sampleCount, Int(span.lowerBound * rate))..<min(stream.sampleCount, Int(span.upperBound * rate))
    }
    let atrial = AtrialFibrillationEpisodes().find(beats, sampleCount: stream.sampleCount, rateHertz: rate, silenced: fibrillation)
    let asystole = AsystoleEpisodes().find(
      beats, track: stream.activity, sampleCount: stream.sampleCount, rateHertz: rate, silenced: fibrillation)
    let ventricular = fibrillation.map {
      Episode(startSample: $0.lowerBound, endSample: $0.upperBound, kind: .ventricularFlutterFibrillation)
    }
    return (ventricular + atrial + asystole).sorted { ($0.startSample, $0.endSample) < ($1.startSample, $1.endSample) }
  }
}
