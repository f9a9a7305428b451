import HubModel

/// One signal file of a record, frame by frame: integers, checksums, microvolts.
struct WFDBSignalFile {
  private let layout: WFDBFileLayout
  private let signals: [WFDBSignal]
  private let decoder: WFDBSampleDecoder
  private var bytes: SignalBytes
  private var sums: [Int]
  /// Where format 8 stands: the last sample of each signal.
  private var levels: [Int32]

  init(_ layout: WFDBFileLayout, header: WFDBHeader, bytes: SignalBytes) {
    self.layout = layout
    self.bytes = bytes
    signals = Array(header.signals[layout.signals])
    decoder = WFDBSampleDecoder(format: layout.format)
    sums = [Int](repeating: 0, count: signals.count)
    levels = signals.map { Int32(truncatingIfNeeded: $0.initialValue) }
  }

  /// Whole frames in the file.
  var availableFrames: Int { layout.format.sampleCount(bytes: bytes.count) / layout.samplesPerFrame }
  var isEmpty: Bool { bytes.count == 0 }

  /// The next frames of each signal in microvolts, `nan` where the file marks a sample as not valid; nothing for signals that are no voltage.
  ///
  /// - Parameter frames: a multiple of `WFDBFormat.commonGroup`, but for the last.
  mutating func read(frames: Int) throws(HubError) -> [[Float]] {
    let count = frames * layout.samplesPerFrame
    var samples = decoder.samples(try bytes.read(layout.format.byteCount(samples: count)), count: count)
    guard samples.count == count else { throw HubError(.truncated, "signals") }
    var start = 0
    return signals.indices.map { position in
      defer { start += signals[position].samplesPerFrame }
      if layout.format == .format8 { integrate(&samples, position, start: start, frames: frames) }
      return physical(samples, position, start: start, frames: frames)
    }
  }

  /// Differences to samples.
  private mutating func integrate(_ samples: inout [Int32], _ position: Int, start: Int, frames: Int) {
    for frame in 0..<frames {
      for place in 0..<signals[position].samplesPerFrame {
        let index = frame * layout.samplesPerFrame + start + place
        levels[position] &+= samples[index]
        samples[index] = levels[position]
      }
    }
  }

  private mutating func physical(_ samples: [Int32], _ position: Int, start: Int, frames: Int) -> [Float] {
    let signal = signals[position]
    let isWanted = signal.microvoltsPerUnit != nil
    let scale = Float((signal.microvoltsPerUnit ?? 1) / signal.gain)
    let invalid = layout.format.invalidSample.map(Int.init) ?? .min
    let (baseline, perFrame) = (signal.baseline, signal.samplesPerFrame)
    var values = [Float](repeating: .nan, count: isWanted ? frames * perFrame : 0)
    var sum = 0
    var source = start
    for frame in 0..<frames {
      for place in 0..<perFrame {
        let sample = Int(samples[source + place])
        sum &+= sample
        if isWanted, sample != invalid { values[frame * perFrame + place] = Float(sample - baseline) * scale }
      }
      source += layout.samplesPerFrame
    }
    sums[position] &+= sum
    return values
  }

  /// - Throws: `bad-waveform` when a checksum that the header states does not hold for all that was read.
  func checkSums() throws(HubError) {
    for (signal, sum) in zip(signals, sums) {
      guard let stated = signal.checksum else { continue }
      guard UInt16(truncatingIfNeeded: stated) == UInt16(truncatingIfNeeded: sum) else { throw HubError(.badWaveform, "checksum") }
    }
  }
}
