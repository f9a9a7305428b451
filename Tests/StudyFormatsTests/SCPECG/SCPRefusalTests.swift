import HubModel
import Testing

@testable import StudyFormats

@Suite("SCP-ECG: what is refused, and how")
struct SCPRefusalTests {
  private typealias Writer = SCPRecordWriter

  private func refusal(_ bytes: [UInt8]) -> String {
    do throws(HubError) {
      _ = try SCPECG.document(bytes: bytes, name: "", timeZone: "UTC")
      return "read"
    } catch { return error.description }
  }

  private func refusal(_ changed: [Int: [UInt8]], without absent: Int? = nil) -> String {
    var sections = [
      1: Writer.fields([]), 3: Writer.leads([(1, 4, 1)]),
      6: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [Writer.plain([1, 2, 3, 4])]),
    ]
    sections.merge(changed) { $1 }
    if let absent { sections[absent] = nil }
    return refusal(SCPRecordWriter(sections: sections).bytes)
  }

  @Test("a wrong checksum, anywhere")
  func checksums() throws {
    let bytes = TestFiles.bytes(TestFiles.fixture(in: "SCPECG", "ecgtoolkit_example.scp"))
    var changed = bytes
    changed[20_000] ^= 1
    #expect(refusal(changed) == "bad-waveform: CRC record")
    for (section, place) in [(0, 40), (1, 160), (3, 350), (6, 20_000)] {
      changed = bytes
      changed[place] ^= 1
      changed[0] = UInt8(SCPRecordWriter.checksum(Array(changed.dropFirst(2))) & 0xFF)
      changed[1] = UInt8(SCPRecordWriter.checksum(Array(changed.dropFirst(2))) >> 8)
      #expect(refusal(changed).hasPrefix(section == 0 ? "bad-waveform: section 0" : "bad-waveform: CRC section \(section)") || section == 0)
      #expect(refusal(changed) != "read")
    }
  }

  @Test("checksums of zero were never computed: read, and said")
  func unsummed() throws {
    let sections = [3: Writer.leads([(1, 2, 1)]), 6: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [Writer.plain([1, 2])])]
    let document = try SCPECG.document(bytes: SCPRecordWriter(sections: sections, isUnsummed: true).bytes, name: "", timeZone: "UTC")
    #expect(document.recording.leads[0].samplesMicrovolts == [1, 2])
    #expect(document.assumptions == [SCPRemarks.noChecksum(4)])
  }

  @Test("lengths and references that do not hold")
  func lengths() {
    #expect(refusal([:]) == "read")
    #expect(refusal([:], without: 3) == "bad-waveform: no section 3")
    #expect(refusal([:], without: 6) == "unsupported-waveform: no rhythm data in section 6")
    #expect(refusal([3: Writer.leads([(1, 5, 1)])]) == "truncated: samples of lead 1")
    #expect(refusal([3: Writer.leads([(2, 1, 1)])]) == "bad-waveform: sample numbers of a lead")
    #expect(refusal([3: Writer.leads([(1, 0xFFFF_FFFF, 1)])]) == "object-too-large: 4294967295 samples")
    #expect(refusal([3: [200, 4]]) == "object-too-large: 200 leads")
    #expect(refusal([3: [2, 4, 1, 0, 0, 0]]) == "truncated: section 3")
    #expect(refusal([3: Writer.leads([(1, 4, 99)])]) == "bad-waveform: no ECG lead")
    #expect(refusal([1: [0, 200, 0, 65]]) == "truncated: section 1")
    #expect(refusal([2: Writer.tables([[("1", 1, false, 0)]])]) == "bad-waveform: Huffman code")
    #expect(refusal([2: Writer.tables([[("0", 1, true, 9)]])]) == "bad-waveform: Huffman table 9")
    #expect(refusal([2: Writer.tables([[("0", 1, true, 1), ("1", 1, true, 1)]])]) == "truncated: Huffman data")
    #expect(refusal([2: Writer.word(3000) + [1, 0]]) == "bad-waveform: 3000 Huffman tables")
    let samples = Writer.plain([1, 2, 3, 4])
    #expect(refusal([6: Writer.samples(nanovolts: 0, microseconds: 2000, differences: 0, [samples])]) == "bad-waveform: amplitude of section 6")
    #expect(refusal([6: Writer.samples(nanovolts: 1, microseconds: 0, differences: 0, [samples])]) == "bad-waveform: sample interval of section 6")
    #expect(refusal([6: Writer.samples(nanovolts: 1, microseconds: 2000, differences: 3, [samples])]) == "bad-waveform: encoding of section 6")
    #expect(refusal([6: Array(Writer.samples(nanovolts: 1, microseconds: 2000, differences: 0, [samples]).dropLast(2))]) == "truncated: section 6")
  }

  @Test("subtraction and reduced rate without what they need")
  func compression() {
    let lead = Writer.leads([(1, 4, 1)], isBeatSubtracted: true)
    let zones = Writer.beats(milliseconds: 8, fiducial: 1, [(0, 1, 1, 4)])
    let samples = Writer.plain([1, 2, 3, 4])
    #expect(refusal([3: lead]) == "bad-waveform: no section 4")
    #expect(refusal([3: lead, 4: zones]) == "bad-waveform: no reference beat")
    #expect(
      refusal([3: lead, 4: zones, 5: Writer.samples(nanovolts: 1000, microseconds: 1500, differences: 0, [samples])])
        == "unsupported-waveform: sample intervals 2000 and 1500 µs")
    #expect(
      refusal([
        3: lead, 4: Writer.word(8) + Writer.word(1) + Writer.word(9),
        5: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [samples]),
      ])
        == "truncated: section 4")
    let many = Writer.beats(milliseconds: 8, fiducial: 1, [(Int, Int, Int, Int)](repeating: (0, 1, 1, 4), count: 40))
    #expect(
      refusal([3: lead, 4: many, 5: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [samples])])
        == "bad-waveform: beat subtraction zones overlap")
    let overlapping = Writer.beats(milliseconds: 8, fiducial: 1, [(1, 1, 1, 4), (1, 1, 1, 4)], protected: [(1, 3), (3, 4)])
    let reference = Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [samples])
    let reduced = Writer.samples(nanovolts: 1000, microseconds: 4000, differences: 0, isBimodal: true, [samples])
    #expect(refusal([4: overlapping, 5: reference, 6: reduced]) == "bad-waveform: protected areas overlap")
    #expect(refusal([3: lead, 4: overlapping, 5: reference]) == "read")
    #expect(refusal([6: reduced]) == "bad-waveform: no section 4")
  }

  @Test("leads so far apart that the line between them would be empty")
  func apart() {
    let samples = [Writer.plain([1, 2]), Writer.plain([3, 4])]
    let section = Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, samples)
    #expect(refusal([3: Writer.leads([(1, 2, 1), (4_000_000_001, 4_000_000_002, 2)]), 6: section]) == "bad-waveform: leads far apart in time")
  }

  @Test("every truncation is refused")
  func truncations() {
    let bytes = TestFiles.bytes(TestFiles.fixture(in: "SCPECG", "ecgtoolkit_example.scp"))
    for length in stride(from: 0, to: bytes.count, by: 997) { #expect(refusal(Array(bytes.prefix(length))).hasPrefix("truncated")) }
    #expect(!SCPECG.looksLike(Array("an ordinary text file, long enough to hold a pointer section".utf8)))
    #expect(!SCPECG.looksLike([UInt8](repeating: 0, count: 4096)))
  }

  /// Checksums are zeroed, so that changes reach the parsers behind them.
  @Test("changed records are read or refused, quickly", .timeLimit(.minutes(2)))
  func mutations() {
    var original = TestFiles.bytes(TestFiles.fixture(in: "SCPECG", "ecgtoolkit_example.scp"))
    for place in [0, 6, 142, 310, 328, 454, 476, 3818, 33_902] { (original[place], original[place + 1]) = (0, 0) }
    #expect(refusal(original) == "read")
    var generator = SeededGenerator(seed: 1064)
    var refused = 0
    for round in 0..<600 {
      var bytes = original
      // Half of the changes go to the tables, where they do most.
      let range = round.isMultiple(of: 2) ? 0..<3860 : 0..<original.count
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        ByteMutation.apply(to: &bytes, in: range.clamped(to: 0..<bytes.count), &generator)
      }
      do throws(HubError) {
        let recording = try SCPECG.document(bytes: bytes, name: "", timeZone: "UTC").recording
        #expect(recording.leads.allSatisfy { $0.samplesMicrovolts.count == recording.sampleCount })
      } catch { refused += 1 }
    }
    #expect(refused > 100 && refused < 600, "\(refused)")
  }
}
