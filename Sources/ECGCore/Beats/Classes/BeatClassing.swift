/// Classes of the beats of a whole recording held in memory.
package struct BeatClassing: Sendable {
  package init() {}

  /// Origin of each beat, in the order of `beats` (rising sample numbers). Nothing is learned from the recording but which shapes repeat.
  ///
  /// `leads`: simultaneous leads in microvolts; up to three of them are looked at.
  package func kinds(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double, beats: [Int]) -> [Beat.Kind] {
    classify(leadsMicrovolts: leads, samplingRateHertz: samplingRateHertz, beats: beats).map(\.kind)
  }

  /// The same with what `EpisodeFinder` needs of each beat.
  package func classify(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double, beats: [Int]) -> [ClassifiedBeat] {
    var stream = BeatClassStream(leadCount: leads.count, samplingRateHertz: samplingRateHertz)
    // In pieces, so that no more than two minutes of each lead are held twice.
    let piece = max(1, Int(60 * samplingRateHertz))
    let count = leads.map(\.count).min() ?? 0
    var nextBeat = 0
    for start in Swift.stride(from: 0, to: count, by: piece) {
      let end = min(count, start + piece)
      stream.append(leadsMicrovolts: leads.map { $0[start..<end] })
      let first = nextBeat
      while nextBeat < beats.count, beats[nextBeat] < end { nextBeat += 1 }
      stream.append(beats: Array(beats[first..<nextBeat]))
    }
    stream.append(beats: Array(beats[nextBeat...]))
    return stream.finish()
  }
}

extension BeatClassing {
  /// Features of every beat as `BeatClassModel` sees them, the recording taken as one segment: what the model is fitted on.
  package func features(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double, beats: [Int]) -> [BeatFeatures] {
    let signals = leads.prefix(BeatClassStream.maximumLeads).map { lead in
      var signal = SlowSignal(inputRateHertz: samplingRateHertz)
      signal.append(lead[...])
      return signal
    }
    var segment = BeatSegment(leadCount: signals.count)
    for (index, beat) in beats.enumerated() {
      segment.append(beat, previous: index > 0 ? beats[index - 1] : nil, isPaced: false, isCut: false, rateHertz: samplingRateHertz) { shapes in
        BeatShape.append(signals, position: signals.first?.position(ofInput: beat) ?? 0, to: &shapes)
      }
    }
    var shapes = segment.shapes(ofFirst: beats.count)
    return SegmentFeatures(
      shapes: &shapes, beatCount: beats.count, leadCount: signals.count, intervals: segment.intervals(ofFirst: beats.count), previous: []
    ).features
  }
}
