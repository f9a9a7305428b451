import HubModel

/// The notations of the samples in `parsedwaveforms`; all of a channel's samples come before the next channel's.
struct PhilipsSamples {
  private let encoding: String
  private let compression: String
  /// Samples a channel by the stated duration; `nil` where none is stated.
  private let statedCount: Int?

  /// - Throws: `bad-waveform` for a duration that is none, `unsupported-waveform` for another compression than XLI.
  init(encoding: String, compression: String, durationMilliseconds: Double?, samplingRateHertz: Double) throws(HubError) {
    self.encoding = encoding.lowercased()
    self.compression = compression.lowercased()
    guard ["", "xli", "none", "uncompressed"].contains(self.compression) else { throw HubError(.unsupportedWaveform, "compression") }
    statedCount = try durationMilliseconds.map { duration throws(HubError) in
      let count = (duration * samplingRateHertz / 1000).rounded()
      guard count >= 1, count <= Double(XMLLimits.samples) else { throw HubError(.badWaveform, "duration") }
      return Int(count)
    }
  }

  /// - Parameter names: the labels of the channels; spare channels behind them are left out.
  /// - Returns: one list of device units for each name, all of one length.
  /// - Throws: `waveform-length-mismatch`, and what the notation's reader throws.
  func channels(_ text: String, names: [String]) throws(HubError) -> [[Int32]] {
    let channels: [[Int32]]
    switch (encoding, compression == "xli") {
    case ("base64", true):
      channels = try XLIDecoder.channels(Base64Samples.bytes(text), names: names, samplesPerChannel: statedCount)
    case ("base64", false):
      let bytes = try Base64Samples.bytes(text)
      channels = try split(Base64Samples.littleEndian(bytes[...]), into: names.count)
    case ("plain", false):
      var numbers = NumberList()
      try numbers.take(text)
      try numbers.finish()
      guard numbers.values.allSatisfy({ abs($0) <= 8_388_608 }) else { throw HubError(.badWaveform, "a sample out of range") }
      channels = try split(numbers.values, into: names.count)
    default: throw HubError(.unsupportedWaveform, "sample notation")
    }
    guard let count = channels.first?.count, count > 0 else { throw HubError(.badWaveform, "no samples") }
    guard channels.count == names.count, channels.allSatisfy({ $0.count == statedCount ?? count }) else {
      throw HubError(.waveformLengthMismatch, "samples of a lead")
    }
    return channels
  }

  private func split(_ values: [Float], into count: Int) throws(HubError) -> [[Int32]] {
    guard count > 0, statedCount != nil || values.count.isMultiple(of: count) else { throw HubError(.waveformLengthMismatch, "samples of a lead") }
    let length = statedCount ?? values.count / count
    guard length > 0, values.count >= length * count, values.count.isMultiple(of: length) else {
      throw HubError(.waveformLengthMismatch, "samples of a lead")
    }
    return (0..<count).map { channel in values[channel * length..<(channel + 1) * length].map { Int32($0) } }
  }
}

/// The calibration pulse that Philips devices write behind the recording: zeros and one step of a millivolt, alike in every channel.
enum CalibrationPulse {
  /// Where the pulse and the zeros around it begin; `nil` where the channels do not end in one.
  ///
  /// - Parameter millivolt: one millivolt in device units.
  static func start(in channels: [[Int32]], millivolt: Double) -> Int? {
    guard channels.count >= 3, let first = channels.first else { return nil }
    let high = Int32(millivolt.rounded())
    var start = first.count
    var isHigh = false
    while start > 0 {
      let value = first[start - 1]
      guard value == 0 || value == high, channels.allSatisfy({ $0[start - 1] == value }) else { break }
      if value == high { isHigh = true }
      start -= 1
    }
    return isHigh && start > 0 ? start : nil
  }
}
