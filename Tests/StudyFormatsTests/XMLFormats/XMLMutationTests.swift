import HubModel
import Testing

@testable import StudyFormats

/// Seeded mutations: the reader answers each with a document that holds together or with a reason, and ends.
@Suite("ECG XML: mutations")
struct XMLMutationTests {
  private static let bits = [
    "-1", "0", "1e308", "NaN", "99999999999999999999", "\"", "<", ">", "&", "&#0;", "&x;", "]]>", "<!--", "<![CDATA[", "<!DOCTYPE a [", "</", "/>",
    "=",
    "\u{0}", "\u{FFFD}", "==", ",,", "digits", "xmlns:a=\"b\"",
  ].map { Array($0.utf8) }

  /// The file shorter in its samples, so that many mutations meet the markup.
  private static func seeds(_ file: String) -> [[UInt8]] {
    let bytes = XMLFiles.committedBytes(file)
    guard file.hasPrefix("muse") else { return [bytes] }
    // A true checksum would refuse every change of a sample.
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    return [bytes, Array(text.replacing(/<LeadDataCRC32>[0-9]*<\/LeadDataCRC32>/, with: "").utf8)]
  }

  private static func mutated(_ seed: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 1...200, using: &generator))
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.insert(contentsOf: bits[Int.random(in: bits.indices, using: &generator)], at: place)
      case 5: replaceNumber(&bytes, from: place, &generator)
      case 6: bytes.swapAt(place, Int.random(in: bytes.indices, using: &generator))
      default: if Int.random(in: 0..<4, using: &generator) == 0 { bytes.removeSubrange(place...) }
      }
    }
    return bytes
  }

  private static func replaceNumber(_ bytes: inout [UInt8], from place: Int, _ generator: inout SeededGenerator) {
    guard let start = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else { return }
    let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: bits[Int.random(in: 0..<5, using: &generator)])
  }

  private func isSound(_ document: ECGDocument) -> Bool {
    let recording = document.recording
    let count = recording.sampleCount
    return (1...100_000).contains(recording.samplingRateHertz) && count > 0 && !recording.leads.isEmpty
      && recording.leads.allSatisfy { $0.samplesMicrovolts.count == count } && Set(recording.leads.map(\.name)).count == recording.leads.count
  }

  @Test("three hundred of each file", arguments: XMLFiles.committed)
  func mutations(_ file: String) {
    var generator = SeededGenerator(seed: UInt64(file.utf8.count) &* 7919)
    var refused = 0
    for seed in Self.seeds(file) {
      for _ in 0..<300 {
        do throws(HubError) {
          let document = try XMLFiles.read(Self.mutated(seed, &generator))
          #expect(isSound(document))
        } catch { refused += 1 }
      }
    }
    #expect(refused > 0)
  }

  @Test("random XLI", arguments: [11, 12, 13])
  func randomXLI(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let chunks = (0..<2).flatMap { _ in
        let codes = (0..<Int.random(in: 1...400, using: &generator)).map { index in Int.random(in: 0...(256 + index), using: &generator) }
        return MadeXML.chunk(codes.map { min($0, 1023) }, correction: Int16.random(in: .min ... .max, using: &generator))
      }
      do throws(HubError) {
        let channels = try XLIDecoder.channels(chunks, names: ["I", "II"], samplesPerChannel: 4000)
        #expect(channels.count == 2 && channels[0].count == channels[1].count)
      } catch { #expect([.badWaveform, .waveformLengthMismatch, .objectTooLarge].contains(error.code)) }
    }
  }
}
