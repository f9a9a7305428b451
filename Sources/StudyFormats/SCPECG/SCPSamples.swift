import HubModel

/// Encoded samples of all leads as sections 5 and 6 hold them (§5.8, §5.9).
struct SCPSamples {
  /// Nanovolts of one step (amplitude value multiplier).
  let stepNanovolts: Int
  let intervalMicroseconds: Int
  /// Outside protected areas the data are reduced; byte 6 of section 6, reserved in section 5.
  let isBimodal: Bool
  private let differences: Differences
  private let pieces: [ArraySlice<UInt8>]

  private enum Differences: Int { case none, first, second }

  init(section: ArraySlice<UInt8>, number: Int, leadCount: Int) throws(HubError) {
    var reader = ByteReader(section, subject: "section \(number)")
    stepNanovolts = try reader.unsigned(2)
    intervalMicroseconds = try reader.unsigned(2)
    guard let differences = Differences(rawValue: try reader.unsigned(1)) else { throw HubError(.badWaveform, "encoding of section \(number)") }
    self.differences = differences
    isBimodal = try reader.unsigned(1) != 0
    guard stepNanovolts > 0 else { throw HubError(.badWaveform, "amplitude of section \(number)") }
    guard intervalMicroseconds > 0 else { throw HubError(.badWaveform, "sample interval of section \(number)") }
    var sizes: [Int] = []
    for _ in 0..<leadCount { sizes.append(try reader.unsigned(2)) }
    var pieces: [ArraySlice<UInt8>] = []
    for size in sizes { pieces.append(try reader.take(size)) }
    self.pieces = pieces
  }

  var samplingRateHertz: Double { 1e6 / Double(intervalMicroseconds) }

  /// One lead's samples in steps.
  ///
  /// - Throws: `truncated` when there are fewer than `count`, `bad-waveform` for bits that are no Huffman code.
  func decode(lead: Int, count: Int, _ huffman: SCPHuffman?) throws(HubError) -> [Int16] {
    var samples: [Int16]
    if let huffman {
      samples = try huffman.decode(pieces[lead], count: count)
    } else {
      guard count * 2 <= pieces[lead].count else { throw HubError(.truncated, "samples of lead \(lead + 1)") }
      let start = pieces[lead].startIndex
      samples = (0..<count).map { Int16(bitPattern: UInt16(pieces[lead][start + 2 * $0]) | UInt16(pieces[lead][start + 2 * $0 + 1]) << 8) }
    }
    restore(&samples)
    return samples
  }

  /// Sums differences up (§5.8.4): the first sample, or the first two, stand as they are. Samples are 16-bit, and so is the sum.
  private func restore(_ samples: inout [Int16]) {
    switch differences {
    case .none: break
    case .first: for index in samples.indices.dropFirst() { samples[index] &+= samples[index - 1] }
    case .second: for index in samples.indices.dropFirst(2) { samples[index] &+= samples[index - 1] &* 2 &- samples[index - 2] }
    }
  }
}
