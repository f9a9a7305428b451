/// What the detector found in a whole recording, with the envelopes for those who ask what lies between the beats.
struct BeatSurvey: Sendable {
  /// Samples of the beats, rising.
  let positions: [Int]
  let fusion: LeadOrder
  private let factor: Int
  private let blockLength: Int
  private let fused: Trace
  private let leads: [Trace]

  /// Leads in order of how far their beats stand out, clearest first.
  struct LeadOrder: Sendable {
    let leadsByClarity: [Int]
    /// The lead in which positions were measured.
    let bestLead: Int
  }

  /// An envelope with its running signal level, one value a block.
  private struct Trace: Sendable {
    var envelope: [Float]
    var signal: [Float]
  }

  /// Beats whose median log odds are lower are hardly told from noise: then nothing is called a beat.
  static let leastMedianScore: Float = 2

  init(stream: BeatStream) {
    factor = stream.plan.decimation.factor
    blockLength = stream.plan.blockLength
    fused = Trace(envelope: Array(stream.fusion.envelope.values), signal: stream.fusion.levels.map(\.signal))
    leads = stream.tracks.map { Trace(envelope: Array($0.envelope.values), signal: $0.levels.signals) }
    let clarity = stream.tracks.map { track in median(zip(track.levels.signals, track.levels.grounds).map { $0 / max($1, 1) }) }
    let order = clarity.indices.sorted { (clarity[$0], $1) > (clarity[$1], $0) }
    fusion = LeadOrder(leadsByClarity: order, bestLead: order.first ?? 0)
    let isDoubtful = median(stream.beats.map(\.score)) < Self.leastMedianScore
    // One lead for all, the clearest of the whole recording: intervals are measured from the same deflection.
    let samples = stream.tracks[fusion.bestLead].history
    positions = (isDoubtful ? [] : stream.beats).map { beat in
      let coarse = Int(stream.plan.decimation.inputSample(of: Double(beat.position)).rounded())
      return PeakRefinement().refine(coarse, samples: samples, samplingRateHertz: stream.plan.inputRateHertz)
    }
  }

  /// Largest envelope between two samples of the recording, as a share of the highest signal level within some seconds of them.
  func activity(from: Int, to: Int) -> Float { activity(fused, from: from, to: to) }

  /// The same of each lead by itself.
  func leadActivities(from: Int, to: Int) -> [Float] { leads.map { activity($0, from: from, to: to) } }

  private func activity(_ trace: Trace, from: Int, to: Int) -> Float {
    let range = (from / factor)..<max(from / factor, to / factor)
    guard let peak = trace.envelope[range.clamped(to: 0..<trace.envelope.count)].max(), !trace.signal.isEmpty else { return 0 }
    let last = trace.signal.count - 1
    let blocks = min(last, max(0, range.lowerBound / blockLength - 6))...min(last, range.upperBound / blockLength + 6)
    let signal = trace.signal[blocks].max() ?? 0
    return signal > 0 ? peak / signal : 0
  }
}
