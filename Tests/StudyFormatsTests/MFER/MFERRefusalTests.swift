import HubModel
import Testing

@testable import StudyFormats

@Suite("MFER: what is refused, and how")
struct MFERRefusalTests {
  private func refusal(_ bytes: [UInt8]) -> String {
    do throws(HubError) {
      _ = try MFER.document(bytes: bytes, name: "", timeZone: "UTC")
      return "read"
    } catch { return error.description }
  }

  private func refusal(waveform: [UInt8] = [0, 1, 0, 2, 0, 3, 0, 4], _ change: (inout MFERWriter) -> Void) -> String {
    var writer = MFERWriter()
    writer.define(0x0C, writer.scaled(0, -6, 1))
    writer.define(0x09, [2])
    change(&writer)
    writer.define(0x1E, waveform)
    return refusal(writer.bytes)
  }

  @Test("frames whose arithmetic does not come out")
  func frames() {
    #expect(refusal { _ in } == "read")
    #expect(refusal { $0.define(0x04, [5]) } == "truncated: frame of 10 bytes a sequence")
    #expect(refusal { $0.define(0x04, [0xFF, 0xFF, 0xFF, 0xFF]) } == "truncated: frame of 8589934590 bytes a sequence")
    #expect(refusal { $0.define(0x06, [5]) } == "truncated: 5 sequences stated, 4 there")
    #expect(refusal { $0.define(0x06, [0x7F, 0xFF, 0xFF, 0xFF]) } == "truncated: 2147483647 sequences stated, 4 there")
    #expect(refusal { $0.define(0x06, [3]) } == "bad-waveform: 3 sequences stated, 4 there")
    #expect(refusal { $0.define(0x04, [0]) } == "bad-waveform: block length or sequence count")
    #expect(refusal { $0.define(0x05, [0]) } == "bad-waveform: no channels")
    #expect(refusal { $0.define(0x05, [0x10, 0]) } == "object-too-large: 4096 channels")
    #expect(refusal { $0.define(0x05, [5]) } == "truncated: frame of 10 bytes a sequence")
    #expect(refusal(waveform: []) { _ in } == "truncated: frame of 2 bytes a sequence")
    #expect(
      refusal {
        $0.define(0x05, [2])
        $0.channel(1, [(0x06, [2])])
      } == "unsupported-waveform: channels with different numbers of sequences")
  }

  @Test("definitions that mean nothing")
  func definitions() {
    #expect(refusal { $0.define(0x0A, [9]) } == "unsupported-waveform: AHA compression")
    #expect(refusal { $0.define(0x0A, [10]) } == "bad-waveform: data type 10")
    #expect(refusal { $0.define(0x0E, [0, 1]) } == "unsupported-waveform: compressed content")
    #expect(refusal { $0.define(0x0B, [0, 0, 0]) } == "bad-waveform: sampling interval")
    #expect(refusal { $0.define(0x0B, [1, 9, 1]) } == "bad-waveform: sampling interval")
    #expect(refusal { $0.define(0x0B, [2, 0, 1]) } == "unsupported-waveform: samples by distance")
    #expect(refusal { $0.define(0x0B, [0, 1]) } == "bad-waveform: sampling interval")
    #expect(refusal { $0.define(0x0C, [0, 100, 1]) } == "bad-waveform: resolution")
    #expect(refusal { $0.define(0x0C, [1, 0, 1]) } == "bad-waveform: no calibrated ECG channel")
    #expect(refusal { $0.define(0x0C, []) } == "bad-waveform: no calibrated ECG channel")
    #expect(refusal { $0.define(0x09, [143]) } == "bad-waveform: no calibrated ECG channel")
    #expect(refusal { $0.channel(1, [(0x09, [1])]) } == "bad-waveform: channel 2 of 1")
    #expect(refusal { $0.bytes += [0x3F, 0, 4, 0x3F, 0, 1, 0] } == "bad-waveform: channel within a channel")
    #expect(refusal { $0.bytes += [0x3F, 0xFF, 0xFF, 0xFF, 0xFF] } == "bad-waveform: channel number")
    #expect(refusal { $0.bytes += [0x16, 0x80] } == "unsupported-waveform: definition without a length")
    #expect(refusal { $0.bytes += [0x16, 0x88] } == "bad-waveform: length of 8 bytes")
    #expect(refusal { $0.bytes += [0x16, 0x84, 0xFF, 0xFF, 0xFF, 0xFF] } == "length-outside-file: definition 22")
    #expect(refusal { $0.bytes += [0x3F, 0, 3, 0x09, 9, 1] } == "length-outside-file: definition 9")
    #expect(refusal { $0.bytes += [0x3F, 0, 0x84, 0xFF, 0xFF, 0xFF, 0xFF] } == "length-outside-file: channel 1")
    #expect(refusal(MFERWriter().bytes) == "bad-waveform: no waveform")
  }

  @Test("files that are something else")
  func others() {
    #expect(refusal([]) == "truncated: first definitions")
    #expect(refusal(Array("@ this begins like a preamble".utf8)) == "bad-waveform: first definitions")
    #expect(!MFER.looksLike([UInt8](repeating: 0, count: 4096)))
    #expect(!MFER.looksLike([1, 1, 0] + [UInt8](repeating: 0xEE, count: 200)))
    #expect(!MFER.looksLike(Array("name 12 500 5000".utf8)))
  }

  @Test("changed files are read or refused, quickly", .timeLimit(.minutes(2)))
  func mutations() {
    var writer = MFERWriter(isBigEndian: false)
    writer.define(0x81, Array("N".utf8))
    writer.define(0x85, [0xEA, 0x07, 11, 22, 9, 0, 0])
    writer.define(0x0B, writer.scaled(0, 0, 500))
    writer.define(0x0C, writer.scaled(0, -6, 1))
    writer.define(0x05, [3])
    writer.define(0x04, writer.number(50, 2))
    writer.define(0x12, writer.number(-32_768, 2))
    for (channel, code) in [1, 2, 143].enumerated() { writer.channel(channel, isOpen: channel == 1, [(0x09, writer.number(code, 2)), (0x0A, [0])]) }
    for _ in 0..<2 { writer.define(0x1E, (0..<300).flatMap { writer.number($0 % 40, 2) }) }
    let original = writer.bytes
    #expect(refusal(original) == "read")
    var generator = SeededGenerator(seed: 22_077)
    var refused = 0
    for _ in 0..<1500 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) { ByteMutation.apply(to: &bytes, in: 0..<min(140, bytes.count), &generator) }
      do throws(HubError) {
        let recording = try MFER.document(bytes: bytes, name: "", timeZone: "UTC").recording
        let isEven = recording.leads.allSatisfy { $0.samplesMicrovolts.count == recording.sampleCount }
        #expect(isEven)
      } catch { refused += 1 }
    }
    #expect(refused > 200 && refused < 1500, "\(refused)")
  }
}
