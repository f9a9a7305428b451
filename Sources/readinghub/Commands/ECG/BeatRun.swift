import ECGCore

/// One detection over a recording that comes in pieces: some of its leads taken together under a name.
struct BeatRun {
  let name: String
  private let leads: [Int]
  private var beats: BeatStream?
  private var rhythm: RhythmStream
  private var held: [Float?]

  /// - Parameter leads: places of the leads among those of every piece.
  init(name: String, leads: [Int], rateHertz: Double) {
    self.name = name
    self.leads = leads
    beats = BeatStream(leadCount: leads.count, samplingRateHertz: rateHertz)
    rhythm = RhythmStream(leadCount: leads.count, samplingRateHertz: rateHertz)
    held = leads.map { _ in nil }
  }

  /// The next samples of all leads of the recording, microvolts.
  mutating func take(_ piece: [[Float]]) {
    var filled: [[Float]] = []
    for (place, lead) in leads.enumerated() { filled.append(Self.holdingInvalid(piece[lead], &held[place])) }
    let found = beats?.add(filled) ?? []
    rhythm.append(leadsMicrovolts: filled.map { $0[...] })
    rhythm.append(beats: found)
  }

  /// Every beat is classed, in the order in which beats were found.
  mutating func finish() -> (beats: [ClassifiedBeat], episodes: [Episode]) {
    let found = beats?.finish() ?? []
    beats = nil
    rhythm.append(beats: found)
    return rhythm.finish()
  }

  /// A sample marked as not valid holds the last valid value: a gap is not a beat.
  static func holdingInvalid(_ samples: [Float], _ held: inout Float?) -> [Float] {
    defer { held = samples.last { $0.isFinite } ?? held }
    guard samples.contains(where: { !$0.isFinite }) else { return samples }
    var value = held ?? samples.first { $0.isFinite } ?? 0
    return samples.map { sample in
      if sample.isFinite { value = sample }
      return value
    }
  }
}
