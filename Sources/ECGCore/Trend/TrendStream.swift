/// The trend of a recording of any length while it comes in, in pieces of any size; the answer does not depend on how it was cut.
///
///     var stream = TrendStream(leadNames: names, samplingRateHertz: 250)
///     while let piece = next() { stream.append(leadsMicrovolts: piece) }
///     let trend = stream.finish()
///
/// Kept are minutes of signal, and of the whole recording a few bytes a beat and second and one averaged beat for every fifteen seconds and lead.
package struct TrendStream: Sendable {
  /// ST is followed in so many leads at most.
  static let maximumSTLeads = 12
  /// More strips than these are not looked at by anybody.
  package static let usualStripCount = 12

  /// Longer pieces are cut: signal is forgotten minutes after it came, and beats are told half a minute after theirs.
  private static let pieceSeconds = 30.0

  private let leadNames: [LeadName]
  private let rateHertz: Double
  private var detection: BeatStream
  private var classes: BeatClassStream
  private var seconds: SecondsStream
  private var quality: ReadableSeconds
  private var st: STTrack

  /// `nil` for no lead, more than 64, or a rate outside ``BeatDetector/supportedRatesHertz``.
  package init?(leadNames: [LeadName], samplingRateHertz: Double) {
    guard leadNames.count <= RecordingCheck.maximumLeads,
      let detection = BeatStream(leadCount: leadNames.count, samplingRateHertz: samplingRateHertz)
    else { return nil }
    self.leadNames = leadNames
    self.detection = detection
    rateHertz = samplingRateHertz
    classes = BeatClassStream(leadCount: leadNames.count, samplingRateHertz: samplingRateHertz)
    seconds = SecondsStream(leadCount: leadNames.count, samplingRateHertz: samplingRateHertz)
    quality = ReadableSeconds(leadCount: leadNames.count, rateHertz: samplingRateHertz)
    st = STTrack(leadCount: min(leadNames.count, Self.maximumSTLeads), rateHertz: samplingRateHertz)
  }

  /// The next samples of every lead, equally many of each, microvolts; `nan` where the sender marked them as not valid.
  package mutating func append(leadsMicrovolts leads: [[Float]]) {
    guard leads.count >= leadNames.count, let length = leads.prefix(leadNames.count).map(\.count).min(), length > 0 else { return }
    let piece = max(1, Int(Self.pieceSeconds * rateHertz))
    for start in stride(from: 0, to: length, by: piece) {
      let range = start..<min(length, start + piece)
      let slices = leads.prefix(leadNames.count).map { $0[range] }
      classes.append(leadsMicrovolts: slices)
      seconds.append(slices)
      quality.append(slices)
      st.append(slices)
      take(detection.add(length == range.count ? leads : slices.map { Array($0) }))
    }
  }

  private mutating func take(_ beats: [Int]) {
    guard !beats.isEmpty else { return }
    classes.append(beats: beats)
    st.append(beats: beats)
  }

  /// The whole; nothing may be appended afterwards.
  ///
  /// - Parameter maximumStrips: at most so many strips are proposed.
  package mutating func finish(maximumStrips: Int = TrendStream.usualStripCount) -> ECGTrend {
    take(detection.finish())
    quality.finish()
    st.finish()
    var beats = classes.finish()
    let episodes = EpisodeFinder().episodes(beats: beats, seconds: &seconds)
    beats.forgetEarlyBeats(in: episodes)
    let facts = TrendFacts(beats: beats, episodes: episodes, seconds: seconds, quality: quality, rateHertz: rateHertz)
    return TrendSummary(facts: facts, leadNames: leadNames, stEpisodes: STEpisodes(st, quality: quality, leads: leadNames).episodes)
      .trend(maximumStrips: maximumStrips)
  }
}
