import ECGCore
import HubModel

/// The ECG in a file's frames.
struct MFERRecording {
  private static let averagedBeatType = 9

  private(set) var leads: [ECGLead] = []
  let samplingRateHertz: Double
  private(set) var remarks: [BilingualText] = []

  /// Frames that follow one another with the same channels.
  private struct Run {
    var frames: [MFERFrame]
    /// The channels that are ECG of one rate.
    var channels: [Int]
    var samplingRateHertz: Double
    var sampleCount: Int
    var nextPointer: Int?
  }

  init(_ frames: [MFERFrame]) throws(HubError) {
    let runs = Self.runs(frames)
    guard let best = runs.max(by: { ($0.channels.count * $0.sampleCount) < ($1.channels.count * $1.sampleCount) }) else {
      throw HubError(.badWaveform, frames.isEmpty ? "no waveform" : "no calibrated ECG channel")
    }
    samplingRateHertz = best.samplingRateHertz
    guard best.sampleCount <= WFDBLimits.frames, best.sampleCount * best.channels.count <= WFDBLimits.samplesInMemory else {
      throw HubError(.objectTooLarge, "samples")
    }
    let layout = best.frames[0].layout
    let names = best.channels.map { layout[$0].leadName(channel: $0) }
    let distinct = LeadNaming.distinct(names)
    for (channel, name) in zip(best.channels, distinct) {
      var samples: [Float] = []
      samples.reserveCapacity(best.sampleCount)
      for frame in best.frames { frame.append(channel: channel, to: &samples) }
      leads.append(ECGLead(name: name, samplesMicrovolts: samples))
    }
    let electrocardiograms = layout.count { $0.isECG }
    if layout.count > electrocardiograms { remarks.append(DocumentRemarks.omitted(layout.count - electrocardiograms)) }
    if electrocardiograms > best.channels.count { remarks.append(DocumentRemarks.otherRate(electrocardiograms - best.channels.count)) }
    if runs.count > 1 { remarks.append(DocumentRemarks.otherGroups(runs.count - 1)) }
    if distinct != names { remarks.append(DocumentRemarks.duplicated) }
  }

  private static func runs(_ frames: [MFERFrame]) -> [Run] {
    var runs: [Run] = []
    // Many frames share one layout, which need be looked at once only.
    var known: (layout: [MFERChannel], found: (channels: [Int], rate: Double)?) = ([], nil)
    for frame in frames where frame.layout.first?.waveformType != averagedBeatType {
      if frame.layout != known.layout { known = (frame.layout, ecgChannels(frame)) }
      guard let (channels, rate) = known.found else { continue }
      let count = frame.sampleCount(channel: channels[0])
      if let last = runs.indices.last, joins(frame, runs[last]) {
        runs[last].frames.append(frame)
        runs[last].sampleCount += count
        runs[last].nextPointer = runs[last].nextPointer.map { $0 + count }
      } else {
        runs.append(Run(frames: [frame], channels: channels, samplingRateHertz: rate, sampleCount: count, nextPointer: (frame.pointer ?? 0) + count))
      }
    }
    return runs
  }

  /// Frames join when all but the lengths is the same and, where the file says when a frame begins, nothing lies between them.
  private static func joins(_ frame: MFERFrame, _ run: Run) -> Bool {
    guard let first = run.frames.first, first.layout.count == frame.layout.count else { return false }
    if let pointer = frame.pointer, pointer != run.nextPointer { return false }
    return first.layout == frame.layout
      || zip(first.layout, frame.layout).allSatisfy { one, other in
        var same = other
        (same.blockLength, same.sequenceCount) = (one.blockLength, one.sequenceCount)
        return same == one
      }
  }

  /// The ECG channels of the rate most have; channels of one rate must have as many samples.
  private static func ecgChannels(_ frame: MFERFrame) -> (channels: [Int], rate: Double)? {
    struct Kind: Hashable {
      var rate: Double
      var count: Int
    }
    let candidates = frame.layout.indices.filter { frame.layout[$0].isECG }
    let kinds = Dictionary(grouping: candidates) { Kind(rate: frame.layout[$0].samplingRateHertz ?? 1000, count: frame.sampleCount(channel: $0)) }
    let best = kinds.max { ($0.value.count, $0.key.rate, $0.key.count) < ($1.value.count, $1.key.rate, $1.key.count) }
    return best.map { ($0.value, $0.key.rate) }
  }
}
