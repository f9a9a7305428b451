import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("WFDB: broken records are refused with their reason")
struct WFDBRefusalTests {
  private func code(_ header: String, signals: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) -> ProblemCode? {
    let bytes = Array(header.utf8)
    do {
      _ = try ECGLoader.load(bytes: bytes + signals, format: .wfdb, headerBytes: Int64(bytes.count))
      return nil
    } catch { return error.code }
  }

  @Test(
    "headers",
    arguments: [
      ("", ProblemCode.badWaveform), ("# only a comment\n", .badWaveform), ("r\n", .badWaveform), ("r x 500 2\n", .badWaveform),
      ("r 0 500 2\n", .badWaveform), ("r -1 500 2\n", .badWaveform), ("r 65 500 2\n", .badWaveform), ("r 999999999999999999999 500\n", .badWaveform),
      ("r/3 2 500 2\n", .badWaveform), ("r/1 2 500 2\nr_1 2\n", .badWaveform), ("r/1 1 500 2\na 2\nb 1 500 2\nb.dat 16\n", .badWaveform),
      ("r/1 1 500 2\na 2\na/1 1 500 2\na 2\n", .unsupportedWaveform), ("r 1 0 2\nr.dat 16\n", .badWaveform),
      ("r 1 -5 2\nr.dat 16\n", .badWaveform),
      ("r 1 nan 2\nr.dat 16\n", .badWaveform), ("r 1 inf 2\nr.dat 16\n", .badWaveform), ("r 1 1e9 2\nr.dat 16\n", .badWaveform),
      ("r 1 500 -2\nr.dat 16\n", .badWaveform), ("r 1 500 99999999999\nr.dat 16\n", .badWaveform), ("r 1 500 7\nr.dat 16\n", .truncated),
      ("r 2 500 2\nr.dat 16\n", .badWaveform), ("r 1 500 2\nr.dat\n", .badWaveform), ("r 1 500 2\nr.dat 508\n", .unsupportedWaveform),
      ("r 1 500 2\nr.dat 312\n", .unsupportedWaveform), ("r 1 500 2\nr.dat abc\n", .badWaveform), ("r 1 500 2\nr.dat 16x4\n", .truncated),
      ("r 1 500 2\nr.dat 16x0\n", .badWaveform),
      ("r 1 500 2\nr.dat 16x9999\n", .badWaveform), ("r 1 500 2\nr.dat 16:-1\n", .badWaveform), ("r 1 500 2\nr.dat 16 nan\n", .badWaveform),
      ("r 1 500 2\nr.dat 16 1e-30\n", .badWaveform),
      ("r 1 500 2\nr.dat 16 200(x)/mV\n", .badWaveform), ("r 1 500 2\nr.dat 16 200(99999999999)/mV\n", .badWaveform),
      ("r 1 500 2\nr.dat 16 200/mmHg\n", .badWaveform), ("r/2 1 500 3\na 1\n../b 2\n", .unsupportedWaveform),
      ("r/2 1 500 3\na 2\nb 2\n", .badWaveform), ("r/2 1 500\n~ 2\n~ 1\n", .badWaveform),
      ("r/0 1 500\n", .badWaveform), ("r/x 1 500\n", .badWaveform), ("r/2 1 500\na 2\nb 0\n", .badWaveform),
      ("r 1 500 2\n/etc/passwd 16\n", .unsupportedWaveform),
      ("r 1 500 2\n.. 16\n", .unsupportedWaveform), ("r 1 500 2\n~ 16\n", .unsupportedWaveform),
      ("r 2 500 2\na.dat 16\nb.dat 16\n", .badWaveform), ("r 2 500\na.dat 16\nb.dat 16\n", .unsupportedWaveform),
      ("r 2 500 3\na.dat 16\nb.dat 24\n", .truncated), ("r 3 500 1\na.dat 16\nb.dat 16\na.dat 16\n", .badWaveform),
      ("r 2 500 2\na.dat 16\na.dat 212\n", .badWaveform),
      ("r 1 500 2\nr.dat 16 200 12 0 1 x\n", .badWaveform), ("r 1 500 2\nr.dat 16 200 12 0 513 9 0 I\n", .badWaveform),
      ("r 1 500 2\nr.dat 16+9999\n", .truncated),
    ])
  func headers(_ header: String, _ expected: ProblemCode) { #expect(code(header) == expected, "\(header)") }

  @Test(
    "odd but lawful headers",
    arguments: [
      "r 1\nr.dat 16\n", "r 1 360/10(5) 3 12:30:00 01/02/2003\r\nr.dat 16x1:0+0 200(1024)/uV 12 0 0\r\n", "# first\n\nr 1 500\n\nr.dat 16 0\n#last",
      "r 1 500 0\nr.dat 212 -200/mV\n", "r 2 500 2\nr.dat 16 200/mV\nr.dat 16 1/mmHg\n", "r 1 500 2 garbage\nr.dat 16 2.5e2(-3)/\u{b5}V 12 0 0\n",
    ])
  func lawful(_ header: String) { #expect(code(header) == nil, "\(header)") }

  @Test("a record cut anywhere is refused, never read as whole")
  func truncation() throws {
    let header = TestFiles.bytes(TestFiles.fixture("mitdb101.hea"))
    let signals = TestFiles.bytes(TestFiles.fixture("mitdb101.dat"))
    for length in stride(from: 0, to: signals.count, by: 7) {
      #expect(throws: HubError.self) {
        try ECGLoader.load(bytes: header + signals.prefix(length), format: .wfdb, headerBytes: Int64(header.count))
      }
    }
  }

  @Test("any changed byte of the signals is found by the checksums", arguments: ["mitdb101", "cpsc2021"])
  func flips(_ record: String) throws {
    let header = TestFiles.bytes(TestFiles.fixture(record + ".hea"))
    let signals = TestFiles.bytes(TestFiles.fixture(record + ".dat"))
    for place in stride(from: 0, to: signals.count, by: 11) {
      var changed = signals
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(throws: HubError(.badWaveform)) { try ECGLoader.load(bytes: header + changed, format: .wfdb, headerBytes: Int64(header.count)) }
    }
  }

  @Test("mutated headers are read or refused, quickly")
  func mutations() {
    let original = TestFiles.bytes(TestFiles.fixture("ludb1.hea"))
    let signals = TestFiles.bytes(TestFiles.fixture("ludb1.dat"))
    var generator = SeededGenerator(seed: 20_261_122)
    var refused = 0
    for _ in 0..<3000 {
      var header = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<header.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: header[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: header.remove(at: place)
        default: header.insert(Array("0123456789 /-()+x:.\n".utf8).randomElement(using: &generator) ?? 32, at: place)
        }
      }
      do {
        let document = try ECGLoader.load(bytes: header + signals, format: .wfdb, headerBytes: Int64(header.count))
        #expect(document.recording.leads.allSatisfy { $0.samplesMicrovolts.count == document.recording.sampleCount })
      } catch { refused += 1 }
    }
    #expect(refused > 500 && refused < 3000)
  }

  @Test("a missing half is named")
  func missingHalf() throws {
    try TestFiles.withFolder { folder in
      try TestFiles.write(TestFiles.bytes(TestFiles.fixture("mitdb101.hea")), to: folder + "/a.hea")
      #expect(throws: HubError(.missingCompanionFile)) { try ECGLoader.load(path: folder + "/a.hea") }
      try TestFiles.write(TestFiles.bytes(TestFiles.fixture("mitdb101.dat")), to: folder + "/b.dat")
      #expect(throws: HubError(.missingCompanionFile)) { try ECGLoader.load(path: folder + "/b.dat") }
      try TestFiles.write(TestFiles.bytes(TestFiles.fixture("mitdb101.dat")), to: folder + "/a.dat")
      #expect(try ECGLoader.load(path: folder + "/a.hea").recording.sampleCount == 3600)
      #expect(throws: HubError(.unreadableFile)) { try ECGLoader.load(path: folder + "/none.hea") }
    }
  }

  @Test("kinds of file by content")
  func sniffing() {
    func format(_ text: String) -> FormatSniffer.Format { FormatSniffer.format(of: Array(text.utf8)) }
    #expect(FormatSniffer.format(of: [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)) == .dicom)
    #expect(format("%PDF-1.4\n") == .pdf)
    #expect(format("<?xml version=\"1.0\"?>") == .xml)
    #expect(format("\u{feff}<?xml version=\"1.0\"?>") == .xml)
    #expect(format("# comment\n101 2 360 650000\n101.dat 212 200") == .wfdbHeader)
    for text in ["", "hello world", "a b c d", "\u{1}\u{2}", "name two 360", "MZ\u{0}\u{0}"] { #expect(format(text) == .unknown, "\(text)") }
    #expect(throws: HubError(.unknownFormat)) { try FormatSniffer.storable(Array("%PDF-1.7".utf8)) }
    #expect(throws: HubError(.unknownFormat)) { try FormatSniffer.storable([]) }
  }
}
