import HubModel

/// Reads a record of one segment from all its signal files, skew removed.
struct WFDBRecordReader {
  /// What the skew of all signals together may hold back in memory.
  private static let maximumSamplesAhead = 1 << 24

  let header: WFDBHeader
  let frameCount: Int
  private var files: [WFDBSignalFile] = []
  private var framesRead = 0
  private var framesDelivered = 0
  /// Frames that are read before the first is delivered: the longest skew.
  private let framesAhead: Int
  /// Samples read and not yet delivered, by position of the signal; used only where there is skew.
  private var waiting: [[Float]]

  /// - Parameter expectedFrames: what the record around this one says of its length.
  init(_ header: WFDBHeader, in source: WFDBSource, expectedFrames: Int? = nil) throws(HubError) {
    let opened = try source.open(header)
    files = zip(header.files, opened).map { WFDBSignalFile($0, header: header, bytes: $1) }
    if let expectedFrames, let stated = header.frameCount, stated != expectedFrames { throw HubError(.badWaveform, "segment length") }
    let available = files.map(\.availableFrames).min() ?? 0
    guard available > 0 else { throw HubError(files.contains(where: \.isEmpty) ? .missingCompanionFile : .truncated, "signals") }
    if let stated = header.frameCount ?? expectedFrames, stated > available {
      throw HubError(.truncated, "\(stated) samples stated, \(available) there")
    }
    frameCount = header.frameCount ?? expectedFrames ?? available
    guard frameCount <= WFDBLimits.frames else { throw HubError(.objectTooLarge, "samples") }
    let skew = header.signals.map(\.skewFrames).max() ?? 0
    framesAhead = Self.grouped(skew + WFDBFormat.commonGroup - 1)
    let samplesPerFrame = header.signals.reduce(0) { $0 + $1.samplesPerFrame }
    guard skew == 0 || min(framesAhead, frameCount) * samplesPerFrame <= Self.maximumSamplesAhead else { throw HubError(.objectTooLarge, "skew") }
    waiting = [[Float]](repeating: [], count: skew > 0 ? header.signals.count : 0)
    self.header = header
  }

  /// The next frames of every signal, by position in the header, as many samples a frame as the signal has; `nil` at the end.
  ///
  /// - Throws: `bad-waveform` with the last piece when a checksum of the header does not hold.
  mutating func next(maximumFrames: Int) throws(HubError) -> [[Float]]? {
    let frames = min(max(WFDBFormat.commonGroup, Self.grouped(maximumFrames)), frameCount - framesDelivered)
    guard frames > 0 else { return nil }
    guard !waiting.isEmpty else {
      framesDelivered += frames
      return try read(frames)
    }
    let toRead = min(frameCount, framesDelivered + frames + framesAhead) - framesRead
    if toRead > 0 {
      for (position, samples) in try read(toRead).enumerated() { waiting[position] += samples }
    }
    framesDelivered += frames
    return header.signals.indices.map { deliver($0, frames: frames) }
  }

  /// A skewed signal was written later: its frame `n + skew` belongs to frame `n` of the others (header(5), "skew").
  private mutating func deliver(_ position: Int, frames: Int) -> [Float] {
    let signal = header.signals[position]
    guard signal.microvoltsPerUnit != nil else { return [] }
    let count = frames * signal.samplesPerFrame
    var samples = Array(waiting[position].dropFirst(signal.skewFrames * signal.samplesPerFrame).prefix(count))
    samples += [Float](repeating: .nan, count: count - samples.count)
    waiting[position].removeFirst(min(count, waiting[position].count))
    return samples
  }

  private mutating func read(_ frames: Int) throws(HubError) -> [[Float]] {
    var samples: [[Float]] = []
    for index in files.indices { samples += try files[index].read(frames: frames) }
    framesRead += frames
    if framesRead == frameCount {
      for file in files { try file.checkSums() }
    }
    return samples
  }

  private static func grouped(_ frames: Int) -> Int { frames / WFDBFormat.commonGroup * WFDBFormat.commonGroup }
}
