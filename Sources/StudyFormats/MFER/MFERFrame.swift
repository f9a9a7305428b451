import HubModel

/// A frame of waveforms: sequences of blocks, one block of each channel in turn (§5.2.3).
struct MFERFrame {
  let layout: [MFERChannel]
  /// Number of sequences.
  let sequenceCount: Int
  /// Where the frame begins, in sampling intervals, as the file says it.
  let pointer: Int?
  private let bytes: ArraySlice<UInt8>
  private let isBigEndian: Bool
  private let sequenceBytes: Int

  /// - Throws: `truncated` when the layout asks for more bytes than there are, `bad-waveform` when there are many more,
  ///   `unsupported-waveform` for compressed data and for channels with different numbers of sequences.
  init(_ bytes: ArraySlice<UInt8>, layout: [MFERChannel], isBigEndian: Bool, pointer: Int?) throws(HubError) {
    (self.bytes, self.layout, self.isBigEndian, self.pointer) = (bytes, layout, isBigEndian, pointer)
    guard !layout.contains(where: { $0.type == .ahaCompressed }) else { throw HubError(.unsupportedWaveform, "AHA compression") }
    sequenceBytes = layout.reduce(0) { $0 + ($1.blockLength ?? 1) * $1.type.byteCount }
    guard sequenceBytes <= bytes.count else { throw HubError(.truncated, "frame of \(sequenceBytes) bytes a sequence") }
    let stated = Set(layout.map(\.sequenceCount))
    guard stated.count == 1 else { throw HubError(.unsupportedWaveform, "channels with different numbers of sequences") }
    let available = bytes.count / sequenceBytes
    sequenceCount = layout.first?.sequenceCount ?? available
    guard sequenceCount <= available else { throw HubError(.truncated, "\(sequenceCount) sequences stated, \(available) there") }
    guard sequenceCount == available else { throw HubError(.badWaveform, "\(sequenceCount) sequences stated, \(available) there") }
  }

  func sampleCount(channel: Int) -> Int { (layout[channel].blockLength ?? 1) * sequenceCount }

  /// Appends a channel's samples in microvolts, `nan` for those that hold the null value. The offset is the stored value of zero volts.
  func append(channel index: Int, to samples: inout [Float]) {
    let channel = layout[index]
    let size = channel.type.byteCount
    let count = channel.blockLength ?? 1
    let before = layout[..<index].reduce(0) { $0 + ($1.blockLength ?? 1) * $1.type.byteCount }
    let scale = channel.microvoltsPerStep ?? .nan
    let zero = value(channel.offset, of: channel.type) ?? 0
    let null = value(channel.null, of: channel.type) ?? .nan
    for sequence in 0..<sequenceCount {
      var place = bytes.startIndex + sequence * sequenceBytes + before
      for _ in 0..<count {
        let stored = channel.type.value(bytes[place..<place + size], isBigEndian: isBigEndian)
        samples.append(stored == null ? .nan : Float((stored - zero) * scale))
        place += size
      }
    }
  }

  private func value(_ stored: MFERChannel.Stored?, of type: MFERDataType) -> Double? {
    guard let stored, stored.bytes.count == type.byteCount else { return nil }
    return type.value(stored.bytes[...], isBigEndian: stored.isBigEndian)
  }
}
