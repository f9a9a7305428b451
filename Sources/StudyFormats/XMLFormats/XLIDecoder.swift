import HubModel

/// XLI, the compression of Philips cardiographs.
///
/// Not published by Philips; the layout is as found by C. Watford (sierra-ecg-tools). A channel is a chunk: its length (32 bits), a number
/// that is always 1 and the first correction (16 bits each), all little end first, then codes of an LZW with fixed width. They unfold to
/// the high bytes of all samples' corrections and then the low ones. Samples follow by second differences. Leads III, aVR, aVL and aVF are
/// what is left after the values that follow from I and II.
enum XLIDecoder {
  /// - Parameters:
  ///   - names: the leads in the order of the chunks; chunks behind them are spare channels.
  ///   - samplesPerChannel: refuses more than this; `nil` for as many as there are.
  /// - Throws: `truncated` when there are fewer chunks than names or a chunk is cut off, `bad-waveform` for a code that cannot be,
  ///   `object-too-large` beyond the limits, `waveform-length-mismatch` for channels of unlike lengths.
  static func channels(_ bytes: [UInt8], names: [String], samplesPerChannel: Int?) throws(HubError) -> [[Int32]] {
    let most = samplesPerChannel ?? XMLLimits.samples / max(1, names.count)
    guard most <= XMLLimits.samples / max(1, names.count) else { throw HubError(.objectTooLarge, "samples") }
    var channels: [[Int32]] = []
    var index = 0
    for _ in names {
      guard bytes.count - index >= 8 else { throw HubError(.truncated, "XLI") }
      let size = bytes[index..<index + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
      let correction = Int16(bitPattern: UInt16(bytes[index + 6]) | UInt16(bytes[index + 7]) << 8)
      guard size > 0, size <= bytes.count - index - 8 else { throw HubError(.truncated, "XLI") }
      let unfolded = try LZW.unfold(bytes[index + 8..<index + 8 + size], most: 2 * most + 1)
      channels.append(samples(unfolded, firstCorrection: Int32(correction)))
      index += 8 + size
    }
    guard Set(channels.map(\.count)).count <= 1 else { throw HubError(.waveformLengthMismatch, "leads of unlike lengths") }
    restoreLimbLeads(&channels, names: names)
    return channels
  }

  /// The first two samples stand as they are. Each later one continues the line of the two before it, less the correction that stands in
  /// the place before it, which is kept 64 too high.
  private static func samples(_ unfolded: [UInt8], firstCorrection: Int32) -> [Int32] {
    let count = (unfolded.count + 1) / 2
    var samples = (0..<count).map { index in
      let low = count + index < unfolded.count ? unfolded[count + index] : 0
      return Int32(Int16(bitPattern: UInt16(unfolded[index]) << 8 | UInt16(low)))
    }
    guard count > 2 else { return samples }
    var correction = firstCorrection
    for index in 2..<count {
      let next = samples[index] - 64
      samples[index] = 2 &* samples[index - 1] &- samples[index - 2] &- correction
      correction = next
    }
    return samples
  }

  /// Halves are cut towards zero, as the devices do: the sum of aVR, aVL and aVF then stays within one unit of zero.
  private static func restoreLimbLeads(_ channels: inout [[Int32]], names: [String]) {
    let places = Dictionary(names.enumerated().map { ($1.uppercased(), $0) }, uniquingKeysWith: { first, _ in first })
    guard let i = places["I"], let ii = places["II"], let iii = places["III"] else { return }
    for index in channels[iii].indices {
      let first = channels[i][index]
      let second = channels[ii][index]
      let third = second &- first &- channels[iii][index]
      channels[iii][index] = third
      if let place = places["AVR"] { channels[place][index] = 0 &- channels[place][index] &- (first &+ second) / 2 }
      if let place = places["AVL"] { channels[place][index] = (first &- third) / 2 &- channels[place][index] }
      if let place = places["AVF"] { channels[place][index] = (second &+ third) / 2 &- channels[place][index] }
    }
  }
}

/// Lempel–Ziv–Welch with codes of ten bits, high bit first; 1023 ends the text. The table fills once and then stays.
enum LZW {
  private static let codeBits = 10
  private static let endCode = 1023

  /// - Parameter most: the longest text that is wanted.
  /// - Throws: `object-too-large` for a longer text, `bad-waveform` for a code that is not in the table yet.
  static func unfold(_ bytes: ArraySlice<UInt8>, most: Int) throws(HubError) -> [UInt8] {
    var text: [UInt8] = []
    // Entry 256 + n: where its string stands in the text, which holds every string that a code stands for.
    var starts: [Int] = []
    var lengths: [Int] = []
    var previous: (start: Int, length: Int)?
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      guard bits >= codeBits else { continue }
      bits -= codeBits
      let code = Int(buffer >> UInt32(bits)) & endCode
      if code == endCode { break }
      let start = text.count
      // The string of the entry being made now begins with the one before and one more character.
      if let previous, starts.count < endCode - 256 {
        starts.append(previous.start)
        lengths.append(previous.length + 1)
      }
      if code < 256 {
        text.append(UInt8(code))
      } else {
        guard code - 256 < starts.count else { throw HubError(.badWaveform, "XLI") }
        let from = starts[code - 256]
        guard text.count + lengths[code - 256] <= most else { throw HubError(.objectTooLarge, "XLI samples") }
        for offset in 0..<lengths[code - 256] { text.append(text[from + offset]) }
      }
      guard text.count <= most else { throw HubError(.objectTooLarge, "XLI samples") }
      previous = (start, text.count - start)
    }
    return text
  }
}
